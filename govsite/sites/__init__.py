"""sites.yaml: the portal and its sites (站点) as data: schema, errors with line and column, tree, hot reload."""
