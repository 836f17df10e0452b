"""Tickets of one's own as a list shows them: what they are about, where, and how far they have come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from govsite.database.session import reading
from govsite.domain.accounts import claims
from govsite.domain.accounts.claims import Own, Owner
from govsite.domain.cases import states as cases
from govsite.domain.letters import states as letters
from govsite.web.content import snapshot
from govsite.web.here import here

STATES = {"letter": letters.WRITERS_WORDS, "case": cases.WORDS}  # kind -> its states in words
# What a list can be kept to: word of the address -> its name, the kind of ticket or of letter.
KINDS = {
    "cases": ("我的办件", "case"),
    "questions": ("我的咨询", "咨询"),
    "complaints": ("我的投诉", "投诉"),
    "letters": ("所有来信", "letter"),
}


# What waits for somebody, by kind and state of the ticket, in words; the last two for a fortnight, until they rate it.
WAITS = {("letter", letters.WAITING): "请您补充说明", ("case", cases.SUPPLEMENT): "请您补充材料"}
WAITS |= {("case", cases.APPROVED): "已经通过，看怎么领取结果"}
UNRATED = {("letter", letters.REPLIED): "有了答复，看过以后可以评价", ("case", cases.DONE): "已经办结，可以评价"}


class Row(NamedTuple):
    """A ticket in words: ``about`` is the item, else the department."""

    own: Own
    kind: str
    about: str
    site: str
    state: str
    waits: str = ""


def waiting_of(owner: Owner) -> list[Row]:
    """The rows of what waits for somebody."""
    rows = rows_of(claims.waiting(reading(), owner, list(WAITS), list(UNRATED)))
    words = list((WAITS | UNRATED).values())
    return sorted(rows, key=lambda row: words.index(row.waits))  # first what somebody else is waiting for


def rows_of(found: Iterable[Own]) -> list[Row]:
    """The rows of a list."""
    items, by_code = snapshot().items, here.tree.by_code
    rows = []
    for own in found:
        item, site = items.get(own.item_code), by_code.get(own.site_code)
        about = item.name if item else own.department
        waits = (WAITS | UNRATED).get((own.kind, own.state), "")
        rows.append(Row(own, own.asks or "办件", about, site.name if site else "", STATES[own.kind][own.state], waits))
    return rows
