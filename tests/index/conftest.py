"""The index of the demo's items."""

from tests.indexes import bare_index, index, rows

__all__ = ["bare_index", "index", "rows"]
