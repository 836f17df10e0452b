"""Which item somebody names: by its code, its name or one of its everyday names."""

from __future__ import annotations

from collections.abc import Mapping

from govsite.domain.catalogue.cards import ItemCard
from govsite.folding import fold
from govsite.models.item import LONGEST_ITEM_CODE, LONGEST_ITEM_NAME

LONGEST_CODE, LONGEST_NAME = LONGEST_ITEM_CODE, LONGEST_ITEM_NAME  # characters of what names an item


def item_named(items: Mapping[str, ItemCard], text: str) -> str:
    """The code of the item that a text names, "" where it names none or several."""
    if text in items:
        return text
    wanted = fold(text)
    named = [item.code for item in items.values() if fold(item.name) == wanted]
    called = named or [item.code for item in items.values() if wanted in map(fold, item.aliases)]
    return called[0] if len(called) == 1 else ""
