"""Items that are done no more (取消、暂停), and those in their place (由…代替): by old names and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.models.base import IN_USE
from govsite.models.item import Item

MOST_STEPS = 8  # from one item to the next: who writes a circle leads nowhere


class Former(NamedTuple):
    """An item that is not in use; ``replaced_by`` is the code of the one in its place, "" for none."""

    code: str
    name: str
    state: str
    replaced_by: str
    aliases: list[str]


def former_items(session: Session) -> dict[str, Former]:
    """All there are, by code; one query."""
    columns = [getattr(Item, name) for name in Former._fields]
    return {row.code: Former(*row) for row in session.execute(select(*columns).where(Item.state != IN_USE))}


def successor(former: Mapping[str, Former], code: str) -> str:
    """The code of the item in the place of one, which may have been replaced in its turn; "" for none."""
    for _ in range(MOST_STEPS):
        if code not in former:
            return code
        code = former[code].replaced_by
    return ""


def old_names(former: Mapping[str, Former]) -> dict[str, list[str]]:
    """What items are called that others took the place of, by the code of those."""
    found: dict[str, list[str]] = {}
    for one in former.values():
        found.setdefault(successor(former, one.replaced_by), []).extend((one.name, *one.aliases))
    return found
