"""Rules and queries, one module a noun; nothing here knows the web framework."""
