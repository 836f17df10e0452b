"""The declarative base: constraint names that migrations can rely on, and JSON values as columns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, MetaData, Table, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

JsonObject = dict[str, Any]
Records = list[JsonObject]

IN_USE = "在用"  # the state of an item, an offering or a hall that is shown

Json = JSON().with_variant(JSONB(), "postgresql")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of all tables; JSON values are replaced, never changed in place."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {list[str]: Json, list[int]: Json, Records: Json, JsonObject: Json}


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements over many rows."""
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table
