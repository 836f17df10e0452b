"""Search: a citizen's own words find the item, in one Python process and without a search server."""
