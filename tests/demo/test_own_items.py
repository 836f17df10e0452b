"""The items of every portal: the rules of an import find nothing, both flows are told, two portals have their own."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from sqlalchemy.orm import Session

from govsite.config import PROJECT
from govsite.demo.sources import Sources
from govsite.domain.catalogue import health
from govsite.domain.importing.items import COLUMNS, settle
from govsite.domain.importing.lookups import Lookups
from tests.demo.test_hot import LEAST_ANSWERS

FOLDERS = {"hubei": ".", "guangzhou": "demo/guangzhou", "hainan": "demo/hainan"}
OWN = {"guangzhou": 10, "hainan": 8}  # which no other portal has
Items = dict[str, dict[str, Any]]


@cache
def items_of(portal: str) -> Items:
    """A portal's items by slug, made of their cells as an import makes them."""
    found: Items = {}
    for table in Sources(PROJECT / FOLDERS[portal]).items():
        for cells in table.dicts():
            given = {column: cells.get(column.name, "") for column in COLUMNS}
            item = {column.field: column.parse(cell) if cell else column.blank() for column, cell in given.items()}
            settle(item, frozenset(cells), Lookups(Session()))
            found[item["slug"]] = item
    return found


@pytest.mark.parametrize("portal", FOLDERS)
def test_each_item_is_sound_and_tells_both_ways(portal: str) -> None:
    wrong = {
        slug: found
        for slug, item in items_of(portal).items()
        if (found := [*health.check(item), *health.check_fees(item), *health.advise(item), *only_online(item)])
    }
    assert wrong == {}


def only_online(item: dict[str, Any]) -> list[str]:
    """Told where an item that begins online has no flow at a window, or the same one."""
    begins_online = item["online_depth"] >= health.ONLINE
    return ["window_steps"] if begins_online and item["window_steps"] in ([], item["steps"]) else []


@pytest.mark.parametrize("portal", OWN)
def test_a_portal_has_items_of_its_own(portal: str) -> None:
    common = items_of("hubei").keys()
    own = {slug: item for slug, item in items_of(portal).items() if slug not in common}
    assert len(own) == OWN[portal]
    assert all(item["name_en"] and item["words"] and len(item["faqs"]) >= LEAST_ANSWERS for item in own.values())
