"""Offerings (实施清单), what each site makes of the items, from a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govsite.domain.catalogue import health, offerings
from govsite.domain.catalogue.limits import Limit, own_or
from govsite.domain.importing import limits, notes
from govsite.domain.importing.departments import check_phones
from govsite.domain.importing.importer import Finding, Given, Importer
from govsite.domain.importing.lookups import Lookups, to_site
from govsite.domain.importing.national import NAMES, depth, fee
from govsite.domain.importing.online import online_at
from govsite.domain.tables.columns import Column, Unknown, in_use, pattern, text, whole, yes_no
from govsite.domain.tables.parsing import Record
from govsite.domain.tables.phone_numbers import phone
from govsite.models.base import IN_USE
from govsite.models.item import BASIC_CODE, LONGEST_ITEM_CODE
from govsite.models.offering import Offering

LONGEST, BODY = 33, 19  # characters of the code of a variant, and of what stands before the code of the item in it


def _item(code: str, lookups: Lookups) -> str:
    if code not in lookups.items:
        raise Unknown("没有这个基本编码的事项", code, lookups.items)
    return code


def _hall(hall: str, lookups: Lookups) -> str:
    if hall not in lookups.halls:
        raise Unknown("没有这个编号的大厅", hall, lookups.halls)
    return hall


COLUMNS = (
    Column("site_code", "站点", text(64), required=True, resolve=to_site),
    Column("item_code", "基本编码", text(LONGEST_ITEM_CODE), required=True, resolve=_item),
    Column(
        "code", "实施编码", pattern(r"[0-9A-Z]{31}(?:[0-9A-Z]{2})?", "应为 31 位数字或大写字母，业务办理项是 33 位")
    ),
    Column("department", "实施部门", text(32), also=NAMES["department"]),
    Column("hall_id", "大厅编号", text(32), default=None, resolve=_hall),
    Column("window", "窗口", text(200)),
    Column("phone", "咨询电话", phone, also=NAMES["phone"]),
    Column("complaint_phone", "投诉电话", phone, also=NAMES["complaint_phone"]),
    Column("bookable", "可预约", yes_no, default=False),
    Column("promised_days", "承诺办结时限", limits.days, default=None, also=NAMES["promised_days"]),
    Column("promised_unit", "承诺时限单位", limits.unit, also=NAMES["promised_unit"]),
    Column("visits", "到现场次数", whole(0, 9, "次"), default=None, also=NAMES["visits"]),
    Column("visit_reason", "到现场原因", text(300), default=None),
    Column("online_depth", "网办深度", depth, default=None, also=NAMES["online_depth"]),
    Column("online_at", "在线办理地址", online_at, default=list, lines=True, also=NAMES["online_at"]),
    Column("fee", "收费", fee, default=None, also=NAMES["fee"]),
    Column("hours", "办公时间", text(200), default=None, also=NAMES["hours"]),
    Column("state", "状态", in_use, default=IN_USE),
)


def settle(offering: Record, _given: Given, lookups: Lookups) -> None:
    """The implementing department is the item's own unless another is named; the code follows from both.

    The code of a variant (业务办理项编码) is the 实施编码 and two characters that the code of its item has already.
    """
    item = lookups.items[offering["item_code"]]
    limits.settle(offering, "promised_days", "")
    offering["department"] = offering["department"] or item.department
    if len(offering["code"]) == LONGEST and len(item.code) > BASIC_CODE and offering["code"].endswith(item.code):
        offering["code"] = offering["code"][:BODY] + item.code[:BASIC_CODE]
    if not offering["code"]:
        credit = lookups.offices.get((offering["site_code"], offering["department"]))
        if credit:
            level = lookups.site(offering["site_code"]).level
            offering["code"] = offerings.implementation_code(credit, level, item.code)


def check(offering: Record, _given: Given, lookups: Lookups) -> Iterator[Finding]:
    """Whether the site may offer the item, by whom, and whether its changes keep the health rules."""
    site, item = lookups.site(offering["site_code"]), lookups.items[offering["item_code"]]
    if not offerings.is_level_allowed(site, item.levels):
        yield "item_code", f"“{item.name}”不在{site.name}这一级办理（行使层级：{'、'.join(item.levels)}）"
    if (site.code, offering["department"]) not in lookups.offices:
        yield "department", f"{site.name}没有登记部门“{offering['department']}”"
    if not offering["code"]:
        yield "code", "部门没有统一社会信用代码，请写明实施编码"
    elif len(offering["code"]) == LONGEST:
        yield "code", f"33 位的编码要和 14 位的事项编码一致，这一行的事项是 {item.code}"
    elif not offering["code"].endswith(item.code[:BASIC_CODE]):
        yield "code", f"实施编码的最后 12 位应为基本编码 {item.code[:BASIC_CODE]}"
    if offering["bookable"] and not offering["hall_id"]:
        yield "bookable", "可以预约的事项必须写明大厅"
    yield from check_phones(offering)
    yield from limits.check(offering, "promised_days")
    yield from _check_overrides(offering, item)


def limits_of(offering: Record, item: Any) -> tuple[Limit, Limit | None]:
    """What the site promises, and what the law allows."""
    own = Limit(item.promised_days, item.promised_unit)
    statutory = None if item.statutory_days is None else Limit(item.statutory_days, item.statutory_unit)
    return own_or(offering["promised_days"], offering["promised_unit"], own), statutory


def _check_overrides(offering: Record, item: Any) -> Iterator[Finding]:
    if offering["promised_days"] is not None:
        yield from health.check_promise(*limits_of(offering, item))
    elif offering["promised_unit"]:
        yield "promised_unit", "写了单位，没有写承诺几天；照事项自己的，两列都空着"
    if offering["visits"] is None and offering["online_depth"] is None and offering["visit_reason"] is None:
        return
    visits = item.visits if offering["visits"] is None else offering["visits"]
    depth = item.online_depth if offering["online_depth"] is None else offering["online_depth"]
    # Without a trip the item's own reason no longer holds; only one written for this site would contradict.
    reason = offering["visit_reason"] or (item.visit_reason if visits else "")
    yield from health.check_visits(visits, depth, reason)


def advise(offering: Record, _given: Given, lookups: Lookups) -> Iterator[Finding]:
    """What is worth mending: whoever is sent to the net is told where."""
    item = lookups.items[offering["item_code"]]
    depth = item.online_depth if offering["online_depth"] is None else offering["online_depth"]
    yield from health.check_online(depth, bool(offering["online_at"] or item.online_at))


OFFERINGS = Importer(
    noun="实施清单",
    model=Offering,
    columns=COLUMNS,
    key=("site_code", "item_code"),
    settle=settle,
    check=check,
    advise=advise,
    notes=notes.OFFERINGS,
    office="department",
)
