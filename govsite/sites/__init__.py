"""sites.yaml: the portal and its sites as data (schema, loading with line numbers, site tree, hot reload)."""
