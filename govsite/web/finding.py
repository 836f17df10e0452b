"""What forms offer after a search for other rows (查找): items and halls by their names, those chosen already first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from govsite.web.content import find_halls, find_items, snapshot

MOST_FOUND = 20
Pairs = list[tuple[str, str]]


def items_for(chosen: Iterable[str], query: str = "") -> Pairs:
    """Items by code: those that are chosen, and what was found."""
    items = snapshot().items
    codes = dict.fromkeys((*chosen, *(item.code for item in islice(find_items(query), MOST_FOUND))))
    return [(code, f"{items[code].name}（{code}）" if code in items else code) for code in codes]


def halls_for(chosen: Iterable[str], query: str = "") -> Pairs:
    """Halls by number: those that are chosen, and what was found."""
    halls = snapshot().halls
    numbers = dict.fromkeys((*chosen, *(hall.id for hall in islice(find_halls(query), MOST_FOUND))))
    return [(number, f"{halls[number].name}（{number}）" if number in halls else number) for number in numbers]
