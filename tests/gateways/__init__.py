"""Outside systems: adapters against servers that answer as those do."""
