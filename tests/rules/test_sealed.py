"""Sealed columns are sealed for the place where they stand."""

from __future__ import annotations

from sqlalchemy import Column, MetaData

from govsite.models import Base
from govsite.models.columns import Sealed
from tests.sealed import TABLES


def misplaced(metadata: MetaData) -> list[Column[str]]:
    columns = (column for table in metadata.tables.values() for column in table.columns)
    return [c for c in columns if isinstance(c.type, Sealed) and c.type.place != f"{c.table.name}.{c.name}"]


def test_each_names_its_own_table_and_column() -> None:
    """One that was renamed keeps its place: seal it anew in the migration."""
    assert misplaced(Base.metadata) == misplaced(TABLES) == []
