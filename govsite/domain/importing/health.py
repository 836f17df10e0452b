"""Health rules of a guide (办事指南): what a city's own inspection of its guides refuses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from govsite.domain.catalogue.fees import is_charged
from govsite.domain.importing.importer import Finding, Given
from govsite.domain.tables.parsing import Record

ONLINE = 3  # Ⅲ: accepted online
WHOLLY_ONLINE = 4  # Ⅳ: nobody has to come

_CATCH_ALL = re.compile(r"等(有关|相关|证明|申请)*材料|其[他它](有关|相关|证明|申请|必要|所需|的)*材料")
_VAGUE = re.compile(r"等(有关|相关|证明)*(资料|文件|证明|证件)$|其[他它]|有关(材料|资料|文件)|相关(材料|资料|文件)$")


def check(item: Record, given: Given) -> Iterator[Finding]:
    """What is wrong with an item; column and reason. Columns that a table lacks are not held against it."""
    yield from _check_time(item)
    yield from check_visits(item["visits"], item["online_depth"], item["visit_reason"])
    if item["visits"] == 0 and item["online_depth"] < ONLINE and not item["post"]:
        yield "post", "不用到现场、又不能网上受理的事项，必须可以邮寄办理"
    yield from _check_materials(item["materials"])
    if "fees" in given:
        yield from _check_fees(item)


def _check_time(item: Record) -> Iterator[Finding]:
    promised, statutory = item["promised_days"], item["statutory_days"]
    if item["handling"] == "即办件" and promised > 1:
        yield "promised_days", "即办件的承诺办结时限只能是 0 或 1 个工作日"
    if item["handling"] == "承诺件" and promised == 0:
        yield "handling", "承诺办结时限是 0（当场办结）的应为即办件"
    if statutory is not None and promised > statutory:
        yield "promised_days", f"承诺办结时限不能超过法定办结时限 {statutory} 个工作日"


def check_visits(visits: int, online_depth: int, reason: str) -> Iterator[Finding]:
    """Trips to a counter must fit the online depth and have a reason, none must have none."""
    if visits and not reason:
        yield "visit_reason", "要到现场的事项必须写明原因"
    if not visits and reason:
        yield "visit_reason", "到现场次数是 0，不能有到现场的原因"
    if visits and online_depth == WHOLLY_ONLINE:
        yield "visits", "网办深度是 4（全程网办）的事项，到现场次数应为 0"


def _check_materials(materials: list[Record]) -> Iterator[Finding]:
    names = Counter(material["name"] for material in materials)
    for name in names:
        if found := _CATCH_ALL.search(name):
            yield "materials", f"“{name}”里的“{found.group()}”是兜底条款，请逐项写明要什么材料"
    for name in sorted(name for name, times in names.items() if times > 1):
        yield "materials", f"材料“{name}”写了两遍"


def _check_fees(item: Record) -> Iterator[Finding]:
    if is_charged(item["fee"]) and not item["fees"]:
        yield "fees", "收费的事项必须逐项写明名称、标准和依据"
    if item["fees"] and item["fee"] == "免费":
        yield "fee", "有收费项目的事项，收费不能写“免费”"


def advise(item: Record) -> Iterator[Finding]:
    """What a reader would miss, or a strict inspection ask about."""
    if item["handling"] == "承诺件" and item["promised_days"] == 1:
        yield "handling", "承诺 1 个工作日办结的，一般应为即办件"
    for name in (material["name"] for material in item["materials"]):
        if not _CATCH_ALL.search(name) and (found := _VAGUE.search(name)):
            yield "materials", f"“{name}”里的“{found.group()}”说不清要什么，请逐项写明"
    if not any(step["what"] for step in item["steps"]):
        yield "steps", "办理流程只有环节名称，没有写明每一步做什么"
