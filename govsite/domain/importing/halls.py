"""Service halls (办事大厅) from a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govsite.domain.importing import notes
from govsite.domain.importing.departments import CONTACT
from govsite.domain.importing.importer import Finding, Given, Importer
from govsite.domain.importing.lookups import Lookups, to_site
from govsite.domain.tables.columns import (
    Column,
    Floors,
    in_use,
    list_of,
    one_of,
    pattern,
    records,
    text,
)
from govsite.domain.tables.parsing import Record
from govsite.domain.tables.phone_numbers import phone
from govsite.models.base import IN_USE
from govsite.models.hall import Hall
from govsite.models.place import HALL, PLACES, kind_of

HALL_LEVELS = ("省", "市", "县", "区", "乡", "镇", "街", "村")


def _phone(cell: str) -> str:
    return phone(cell) if cell else ""


def _written(floors: list[dict[str, Any]]) -> str:
    """Floors as they are read; a floor's name has no colon."""
    texts = ((floor["floor"], "、".join(floor["units"])) for floor in floors)
    return "\n".join(f"{name}{':' if ':' in units else '：'}{units}" for name, units in texts)


COLUMNS = (
    Column("id", "大厅编号", pattern(r"[A-Za-z0-9-]{1,32}", "只能用字母、数字和短横"), required=True),
    Column(
        "site_slug",
        "站点",
        text(64),
        required=True,
        attribute="site_code",
        resolve=to_site,
    ),
    Column("name", "名称", text(100), required=True),
    Column("level", "级别", one_of(*HALL_LEVELS), required=True),
    Column("kind", "场所类型", one_of(*PLACES), default=HALL),
    Column("address", "地址", text(200), required=True),
    Column("hours", "办公时间", text(200), required=True),
    Column("phone", "电话", phone),
    *CONTACT,
    Column("transport", "交通", text(400)),
    Column("driving", "自驾和停车", text(400)),
    Column("introduction", "简介", text(500)),
    Column("access", "无障碍设施", list_of(text(20)), default=list, lines=True),
    Column("counters", "窗口时间", records("unit|hours|phone", 2, {"phone": _phone}), default=list, lines=True),
    Column("floors", "楼层", Floors(), default=list, lines=True, write=_written),
    Column("synthetic", "示例数据", text(20), ignored=True),
    Column("state", "状态", in_use, default=IN_USE),
    Column("units", "部门窗口", list_of(text(64)), ignored=True),
)


def settle(hall: Record, given: Given, _lookups: Lookups) -> None:
    """The kind follows from the level in a table that has no column of kinds."""
    if "kind" not in given and hall["kind"] == HALL:
        hall["kind"] = kind_of(hall["level"])


def check(hall: Record, _given: Given, _lookups: Lookups) -> Iterator[Finding]:
    """Floors are named once, and a window that has its own hours stands on one of them."""
    names = [floor["floor"] for floor in hall["floors"]]
    if len(set(names)) != len(names):
        yield "floors", "同一楼层写了两次"
    signs = "、".join(unit for floor in hall["floors"] for unit in floor["units"])
    for counter in hall["counters"]:
        if signs and counter["unit"] not in signs:
            yield "counters", f"楼层里没有窗口“{counter['unit']}”"


HALLS = Importer(noun="大厅", model=Hall, columns=COLUMNS, key=("id",), settle=settle, check=check, notes=notes.HALLS)
