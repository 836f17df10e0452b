"""Outside systems (外部系统) behind small protocols: one adapter a protocol, for which a fake server can stand in."""
