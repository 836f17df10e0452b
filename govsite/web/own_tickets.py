"""Tickets of one's own as a list shows them: what they are about, where, and how far they have come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from govsite.domain.accounts.claims import Own
from govsite.domain.cases.states import WORDS
from govsite.domain.letters.states import WRITERS_WORDS
from govsite.web.content import snapshot
from govsite.web.here import here

STATES = {"letter": WRITERS_WORDS, "case": WORDS}  # kind -> its states in words
# What a list can be kept to: word of the address -> its name, the kind of ticket or of letter.
KINDS = {
    "cases": ("我的办件", "case"),
    "questions": ("我的咨询", "咨询"),
    "complaints": ("我的投诉", "投诉"),
    "letters": ("所有来信", "letter"),
}


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
        item, site = items.get(own.item_code), by_code.get(own.site_code)
        about = item.name if item else own.department
        rows.append(Row(own, own.asks or "办件", about, site.name if site else "", STATES[own.kind][own.state]))
    return rows
