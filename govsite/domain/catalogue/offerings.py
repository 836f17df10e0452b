"""The rules of offerings (实施清单): which site offers which item, by which department, at which window."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from govsite.domain.catalogue.wording import BELOW
from govsite.models.item import BASIC_CODE
from govsite.sites.site import Site

# Level of exercise (行使层级) as a digit of the 实施编码; a zone has the powers of a county.
LEVEL_DIGITS = {"province": "2", "city": "3", "county": "4", "zone": "4"}
# Zones (开发区) serve businesses; for persons they only have the items of these departments.
ZONE_OFFICES = frozenset({"人社局", "医保局", "公积金中心", "税务局", "市场监督管理局"})

_SELF_EXPLAINING = re.compile(r"(窗口?|[专分]?区|[台厅处室点]|中心|服务|终端)$")


class ItemLike(Protocol):
    """The attributes of an item that decide who offers it."""

    audience: Any
    department: Any
    levels: Any


def levels_of(site: Site) -> tuple[str, ...]:
    """The item levels that a site offers; a county directly under a province (直管县) has those of a city too.

    A city without counties below it (不设区县的市) has those of a county. Townships and villages have no sites of their
    own, so what they do stands at that of their county.
    """
    if site.level == "zone":
        return ("county",)
    if site.level == "county" and site.parent is not None and site.parent.level == "province":
        return ("city", "county", *BELOW)
    if site.level == "city" and not any(each.level == "county" for each in site.below):
        return ("city", "county", *BELOW)
    return ("county", *BELOW) if site.level == "county" else (site.level,)


def is_district(site: Site) -> bool:
    """Whether a site is part of its city (市辖区, or a zone in it), which runs some places for all of it."""
    return site.parent is not None and site.parent.level == "city" and site.name.endswith("区")


def is_level_allowed(site: Site, levels: Collection[str]) -> bool:
    """Whether an item of these levels may be offered at a site."""
    return any(level in levels for level in levels_of(site))


def is_offered(site: Site, item: ItemLike) -> bool:
    """Whether a site offers an item by default; its administrator may say otherwise."""
    if not is_level_allowed(site, item.levels):
        return False
    return site.level != "zone" or item.audience != "natural" or item.department in ZONE_OFFICES


def implementation_code(credit_code: str, site_level: str, item_code: str) -> str:
    """The 31-character 实施编码: credit code of the body, level of exercise, 基本编码; variants of an item share it."""
    return credit_code + LEVEL_DIGITS[site_level] + item_code[:BASIC_CODE]


@dataclass(frozen=True, slots=True)
class Window:
    """A hall and the sign above the window there."""

    hall_id: str
    text: str


def find_window(
    halls: Iterable[tuple[str, Sequence[dict[str, Any]]]], words: Iterable[str], barred: Collection[str] = ()
) -> Window | None:
    """The window of a department in the first hall of a site (id, floors) whose signs have one of its words, or None.

    Earlier words are better; a sign with a ``barred`` word is for other errands of the department. A general window
    (综合窗口) is no answer: whether it takes an errand of this department nobody has said.
    """
    words = tuple(words)
    for hall_id, floors in halls:
        signs = [(floor, unit) for floor, unit in _units(floors) if not any(word in unit for word in barred)]
        for word in words:
            if found := next((_sign(floor, unit) for floor, unit in signs if word in unit), ""):
                return Window(hall_id, found)
    return None


def _units(floors: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    return ((floor["floor"], unit) for floor in floors for unit in floor["units"])


def _sign(floor: str, unit: str) -> str:
    return f"{floor}{unit}" if _SELF_EXPLAINING.search(unit) else f"{floor}{unit}窗口"
