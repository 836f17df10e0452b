"""What the search index is made of: items as they stand in the database, taken apart only to be indexed, and words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from govsite.models.base import IN_USE
from govsite.models.item import Item
from govsite.sites.words import Words


class Searched(NamedTuple):
    """An item as the index sees it."""

    code: str
    name: str
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


PLAIN = 5  # fields before the lists


class Source:
    """The texts of all items in use, hot ones first, and the portal's own words.

    ``digest`` changes when anything changes that is searched; ``prints`` tells the same of each item, by code.
    """

    __slots__ = ("_rows", "digest", "prints", "words")

    def __init__(self, session: Session, words: Words = ()) -> None:
        columns = [getattr(Item, name) for name in Searched._fields]
        texts = [*columns[:PLAIN], *(cast(column, Text) for column in columns[PLAIN:])]
        found = select(*texts).where(Item.state == IN_USE).order_by(Item.heat.desc(), Item.code)
        self._rows = session.execute(found).all()
        self.words = words
        prints = [_print("\x1f".join(map(str, row)).encode()) for row in self._rows]
        self.digest = _print(b"".join((repr(words).encode(), *prints)))
        self.prints = dict(zip((row.code for row in self._rows), prints, strict=True))

    def names(self, code: str) -> list[str]:
        """What an item is called: its name and everyday names."""
        row = next(row for row in self._rows if row.code == code)
        return [row.name, *json.loads(row.aliases)]

    def items(self) -> Iterator[Searched]:
        """One item after the other, so that the lists of all are never in memory together."""
        for row in self._rows:
            yield Searched(*row[:PLAIN], *map(json.loads, row[PLAIN:]))


def _print(text: bytes) -> bytes:
    return hashlib.sha1(text, usedforsecurity=False).digest()
