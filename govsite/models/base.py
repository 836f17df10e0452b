"""The declarative base: constraint names that migrations can rely on, and JSON lists as columns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

Records = list[dict[str, Any]]

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
    type_annotation_map = {list[str]: Json, Records: Json}
