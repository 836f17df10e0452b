class ItemIndex: pass
def build_index(rows): return ItemIndex()
