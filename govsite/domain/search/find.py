from types import SimpleNamespace
def search(q, site, tree, snapshot, session, today): return SimpleNamespace(here=[], elsewhere=[], departments=[], halls=[], notices=[], place=None, suggestion=None, marks=(), near=[], facets=[])
