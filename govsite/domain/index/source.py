"""What the search index is built from: the items as they are stored, decoded only to be indexed, and words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from govsite.domain.index.former import former_items, old_names
from govsite.models.base import IN_USE
from govsite.models.item import Item
from govsite.sites.words import Words


class IndexedItem(NamedTuple):
    """An item as the index sees it."""

    code: str
    name: str
    name_en: str
    result: str
    department: str
    heat: int
    aliases: list[str]
    words: list[str]
    pinyin: list[str]
    conditions: list[str]
    themes: list[str]
    life_events: list[str]
    groups: list[str]
    materials: list[dict[str, Any]]


SCALAR_FIELDS = 6  # the fields before the lists, which are stored as JSON


class Source:
    """The texts of all items in use, hot ones first, with the names of those that they replace; the portal's own words.

    ``digest`` changes when anything that is searched changes; ``fingerprints`` do so for each item, by code.
    """

    __slots__ = ("_old", "_rows", "digest", "fingerprints", "former", "words")

    def __init__(self, session: Session, words: Words = ()) -> None:
        columns = [getattr(Item, name) for name in IndexedItem._fields]
        texts = [*columns[:SCALAR_FIELDS], *(cast(column, Text) for column in columns[SCALAR_FIELDS:])]
        found = select(*texts).where(Item.state == IN_USE).order_by(Item.heat.desc(), Item.code)
        self._rows = session.execute(found).all()
        self.words = words
        self.former = former_items(session)
        self._old = old_names(self.former)
        hashes = [_hash("\x1f".join(map(str, (*row, *self._old.get(row.code, ())))).encode()) for row in self._rows]
        self.digest = _hash(b"".join((repr(words).encode(), *hashes)))
        self.fingerprints = dict(zip((row.code for row in self._rows), hashes, strict=True))

    def names(self, code: str) -> list[str]:
        """What an item is called: its name and everyday names."""
        row = next(row for row in self._rows if row.code == code)
        return [row.name, *json.loads(row.aliases)]

    def items(self) -> Iterator[IndexedItem]:
        """One item after the other, so that the decoded lists of all are never in memory together."""
        for row in self._rows:
            item = IndexedItem(*row[:SCALAR_FIELDS], *map(json.loads, row[SCALAR_FIELDS:]))
            yield item._replace(aliases=[*item.aliases, *self._old.get(item.code, ())])


def _hash(text: bytes) -> bytes:
    return hashlib.sha1(text, usedforsecurity=False).digest()
