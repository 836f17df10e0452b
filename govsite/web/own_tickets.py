"""Tickets of one's own as a list shows them: what they are about, where, and how far they have come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from govsite.domain.accounts.claims import Own
from govsite.domain.cases.states import WORDS
from govsite.domain.letters.states import WRITERS_WORDS
from govsite.web.content import snapshot
from govsite.web.here import here

KINDS = {"letter": ("信件", WRITERS_WORDS), "case": ("办件", WORDS)}  # kind -> its name, its states in words


class Row(NamedTuple):
    """A ticket in words: ``about`` is the item, else the department."""

    own: Own
    kind: str
    about: str
    site: str
    state: str


def rows_of(found: Iterable[Own]) -> list[Row]:
    """The rows of a list."""
    items, by_code = snapshot().items, here.tree.by_code
    rows = []
    for own in found:
        kind, words = KINDS[own.kind]
        item, site = items.get(own.item_code), by_code.get(own.site_code)
        about = item.name if item else own.department
        rows.append(Row(own, kind, about, site.name if site else "", words[own.state]))
    return rows
