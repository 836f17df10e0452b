"""Lists of rows for those who edit them: by pages, found by name or code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, String, literal, or_, select
from sqlalchemy.orm import Session

from govsite.domain.editing.tables import Rows
from govsite.models.base import table_of
from govsite.models.item import Item
from govsite.models.offering import Offering

LARGEST_ID = 2**31 - 1  # of a row, on PostgreSQL


class Row(NamedTuple):
    """``place`` is where the next page begins; ``site_code`` is "" for what all sites share, ``state`` where rows
    have none.
    """

    place: str
    key: str
    name: str
    state: str
    site_code: str


def list_rows(
    session: Session, kind: Rows, site_code: str | None, q: str, after: str, most: int
) -> tuple[Sequence[Row], str]:
    """A page of the rows of a site (None: of all), and where the next one begins, "" for the last; one query."""
    table = table_of(kind.importer.model)
    (pk,) = table.primary_key.columns
    key, is_text = table.c[kind.key_column.field], isinstance(pk.type, String)
    name, found = (Item.name, True) if kind.importer.model is Offering else (table.c.name, False)
    site = table.c.site_code if kind.site_name else literal("")
    state = table.c.state if kind.out_of_use else literal("")
    wanted: Select[Any] = select(pk, key, name, state, site).order_by(pk).limit(most + 1)
    if found:
        wanted = wanted.join(Item, Item.code == key)
    if site_code is not None and kind.site_name:
        wanted = wanted.where(site == site_code)
    if q:
        wanted = wanted.where(or_(name.contains(q, autoescape=True), key.contains(q, autoescape=True)))
    if after and (is_text or is_number(after)):
        wanted = wanted.where(pk > (after if is_text else int(after)))
    rows = [Row(str(row[0]), *row[1:]) for row in session.execute(wanted)]
    return rows[:most], rows[most - 1].place if len(rows) > most else ""


def is_number(text: str) -> bool:
    """Whether it can be the number of a row."""
    return text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID)) and int(text) <= LARGEST_ID
