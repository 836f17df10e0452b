"""No cell is accepted that its column in the database cannot hold: PostgreSQL would end with a traceback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import String, inspect

from govsite.domain.importing import IMPORTERS
from govsite.domain.tables.columns import Column


def bounded() -> Iterator[tuple[str, Column, int]]:
    for noun, importer in IMPORTERS.items():
        lengths = {c.name: c.type.length for c in inspect(importer.model).columns if isinstance(c.type, String)}
        for column in importer.columns:
            if not column.ignored and not column.resolve and lengths.get(column.field):
                yield noun, column, lengths[column.field] or 0


def test_a_cell_that_is_too_long_is_refused() -> None:
    for noun, column, length in bounded():
        for sign in ("a", "1", "字"):
            with pytest.raises(ValueError):
                column.parse(sign * (length + 1))
                pytest.fail(f"{noun}.{column.name}: {sign}")
