"""Items of the basic catalogue (基本目录) from a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from govsite.domain.catalogue import health, materials
from govsite.domain.catalogue.fees import is_charged
from govsite.domain.common import pinyin
from govsite.domain.importing import limits, notes
from govsite.domain.importing.importer import Finding, Given, Importer
from govsite.domain.importing.lookups import Lookups
from govsite.domain.importing.national import LISTED, NAMES, audience, depth, fee, level
from govsite.domain.importing.online import online_at
from govsite.domain.tables.columns import (
    Column,
    choice,
    list_of,
    one_of,
    pattern,
    records,
    slug,
    text,
    whole,
    yes_no,
)
from govsite.domain.tables.days import day
from govsite.domain.tables.parsing import Record
from govsite.models.base import IN_USE
from govsite.models.item import LOCAL, LONGEST_ITEM_NAME, PROOF_LEVELS, WORKING_DAYS, Item
from govsite.models.place import PLACES

# 处罚, 强制 and 检查 are done to people, never applied for, so they are no items of a hall.
TYPES = ("行政许可", "行政确认", "行政给付", "行政裁决", "行政奖励", "行政征收", "其他行政权力", "公共服务")
HANDLINGS = ("即办件", "承诺件", "特殊件")
RESULT_TYPES = ("证照", "批文", "其他")
STATES = (IN_USE, "暂停", "取消")
LIMITS = ("statutory_days", "promised_days")
FACETS = {"themes": "theme", "life_events": "life_event", "groups": "group"}

_SHOWN = re.compile(r"(证|簿|执照|证书|证明|照片)(（.*）)?$")  # what a clerk compares with the person
_CERTIFICATE = re.compile(r"证|执照|簿|卡|牌")
_DOCUMENT = re.compile(r"批复|批文|决定书?|意见书?|许可|通知书|函$|备案")


def _blank_or(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda cell: parse(cell) if cell else ""


_file = pattern(r"(?!\.)[\w.（）()\-]{1,100}", "应为文件名，不带文件夹")
_material: dict[str, Callable[[str], Any]] = {
    "form": one_of("原件", "复印件", "电子件", "原件和复印件", "电子证照"),
    "copies": whole(0, 99),
    "need": one_of("必要", "非必要", "容缺"),
    "blank": _blank_or(_file),
    "sample": _blank_or(_file),
    "kind": choice({word: word for word in materials.KINDS}, {"": ""}),
    "filling": choice({word: word for word in materials.FILLINGS}, {"": ""}),
}
_long = text(2000)
_code = pattern(
    r"[0-9A-Z]{12}(?:[0-9A-Z]{2})?",
    "应为 12 位数字或大写字母，业务办理项是 14 位；Excel 会去掉开头的 0，请把这一列设成文本",
)
_proof_level = choice(PROOF_LEVELS, {str(level): level for level in range(2, 6)})
_steps = records("name|what|who|time", 1)


COLUMNS = (
    Column(
        "basic_code",
        "基本编码",
        _code,
        required=True,
        attribute="code",
    ),
    Column("slug", "短名", slug(64), required=True),
    Column("name", "事项名称", text(LONGEST_ITEM_NAME), required=True),
    Column("name_en", "英文名称", text(LONGEST_ITEM_NAME)),
    Column("aliases", "日常用语", list_of(text(60)), default=list, lines=True),
    Column("audience", "服务对象", audience, required=True),
    Column("type", "事项类型", one_of(*TYPES), required=True),
    Column("handling", "办件类型", one_of(*HANDLINGS), required=True),
    Column("theme", "主题", list_of(text(32)), required=True, attribute="themes", lines=True),
    Column("life_event", "人生事件或经营活动", list_of(text(32)), default=list, attribute="life_events", lines=True),
    Column("group", "特定群体", list_of(text(32)), default=list, attribute="groups", lines=True),
    Column("department", "实施部门", text(32), required=True, also=NAMES["department"]),
    Column("levels", "行使层级", list_of(level, LISTED), required=True, lines=True),
    Column("places", "办理场所", list_of(one_of(*PLACES), LISTED), default=list, lines=True),
    Column("statutory_days", "法定办结时限", limits.days, default=None, also=NAMES["statutory_days"]),
    Column("statutory_unit", "法定时限单位", limits.unit, also=NAMES["statutory_unit"]),
    Column("promised_days", "承诺办结时限", limits.days, required=True, also=NAMES["promised_days"]),
    Column("promised_unit", "承诺时限单位", limits.unit, also=NAMES["promised_unit"]),
    Column("fee", "收费", fee, default="免费", also=NAMES["fee"]),
    Column("online_depth", "网办深度", depth, required=True, also=NAMES["online_depth"]),
    Column("online_at", "在线办理地址", online_at, default=list, lines=True, also=NAMES["online_at"]),
    Column("proof_level", "认证等级要求", _proof_level, default=None),
    Column("visits", "到现场次数", whole(0, 9, "次"), required=True, also=NAMES["visits"]),
    Column("legal_basis", "设定依据", list_of(text(500)), required=True, attribute="basis", lines=True),
    Column("conditions", "受理条件", list_of(text(500)), required=True, lines=True),
    Column(
        "materials",
        "申请材料",
        records("name|form|copies|need|source|when|blank|sample|kind|filling", 4, _material),
        default=list,
        lines=True,
    ),
    Column("steps", "办理流程", _steps, required=True, lines=True),
    Column("window_steps", "窗口办理流程", _steps, default=list, lines=True, also=NAMES["window_steps"]),
    Column("result", "办理结果", text(200), required=True, also=NAMES["result"]),
    Column("words", "搜索用词", list_of(text(60)), default=list, lines=True),
    Column("fee_short", "收费简述", text(16)),
    Column("fees", "收费项目", records("name|standard|basis|reduction", 3), default=list, lines=True),
    Column("pay", "缴费方式", text(300)),
    Column("visit_reason", "到现场原因", text(300)),
    Column("scope", "通办范围", text(50), default=LOCAL),
    Column("post", "可邮寄", yes_no, default=False),
    Column("special", "特别程序", list_of(text(300)), default=list, lines=True),
    Column("quantity_limit", "数量限制", text(300)),
    Column("result_type", "结果类型", one_of(*RESULT_TYPES)),
    Column("notes", "办理说明", list_of(_long), default=list, lines=True),
    Column("faqs", "常见问题", records("q|a", 2), default=list, lines=True),
    Column("agencies", "中介服务", records("service|reference|basis|required_by", 1), default=list, lines=True),
    Column("advisers", "专业顾问", records("role|covers|hours|phone", 1), default=list, lines=True),
    Column("heat", "热度", whole(0, 1_000_000), default=0),
    Column("effective", "实施日期", day, default=None),
    Column("state", "状态", one_of(*STATES), default=IN_USE),
    Column("replaced_by", "由哪个事项代替", _code),
)


def settle(item: Record, given: Given, _lookups: Lookups) -> None:
    """Fill in what a poorer table leaves out and other columns tell."""
    for name in LIMITS:
        limits.settle(item, name, WORKING_DAYS)
    if "visit_reason" not in given and bool(item["visit_reason"]) != bool(item["visits"]):
        item["visit_reason"] = _visit_reason(item) if item["visits"] else ""
    if "post" not in given and item["visits"] == 0 and item["online_depth"] < health.ONLINE:
        item["post"] = True
    item["materials"] = [materials.whole(material) for material in item["materials"]]
    item["fee_short"] = item["fee_short"] or _fee_short(item["fee"])
    item["result_type"] = item["result_type"] or _result_type(item["result"])


def _visit_reason(item: Record) -> str:
    names = (m["name"] for m in item["materials"] if m["form"].startswith("原件"))
    originals = [name for name in names if _SHOWN.search(name)]
    return f"需到窗口核对原件：{'、'.join(originals)}" if originals else "需到窗口确认身份并当面办理"


def _fee_short(fee: str) -> str:
    if not is_charged(fee):
        return "免费"
    if "免费" in fee:
        return "部分收费"
    return fee if len(fee) <= 12 else "收费"


def _result_type(result: str) -> str:
    if _CERTIFICATE.search(result):
        return "证照"
    return "批文" if _DOCUMENT.search(result) else "其他"


def check(item: Record, given: Given, lookups: Lookups) -> Iterator[Finding]:
    """The health rules, and whether the words used are known."""
    for name in LIMITS:
        yield from limits.check(item, name)
    yield from health.check(item)
    if "fees" in given:  # a table that lacks the column is not held against it
        yield from health.check_fees(item)
    if after := item["replaced_by"]:
        if item["state"] == IN_USE:
            yield "replaced_by", "还在用的事项没有代替它的；请把状态改成“取消”，或者空着"
        elif after == item["code"] or after not in lookups.items:
            yield "replaced_by", f"没有事项 {after}" if after != item["code"] else "不能由它自己代替"
    if lookups.departments and item["department"] not in lookups.departments:
        yield "department", "没有这个部门" + lookups.near(item["department"], lookups.departments)
    for field, facet in FACETS.items():
        known = lookups.terms.get(facet)
        for term in item[field] if known else ():
            yield from _check_term(facet, term, item["audience"], known or {}, lookups)


def _check_term(
    column: str, term: str, audience: str, known: dict[str, set[str]], lookups: Lookups
) -> Iterator[Finding]:
    if term not in known:
        yield column, f"词表里没有“{term}”" + lookups.near(term, known)
    elif audience != "both" and not known[term] & {audience, "both"}:
        yield column, f"“{term}”不是这类服务对象的分类。"


def advise(item: Record, _given: Given, lookups: Lookups) -> Iterator[Finding]:
    """What is worth mending."""
    yield from health.advise(item)
    if lookups.forms is not None:
        named = {material[kind] for material in item["materials"] for kind in ("blank", "sample")}
        for file in sorted(named - lookups.forms - {""}):
            yield "materials", f"下载文件夹 forms 里没有“{file}”" + lookups.near(file, lookups.forms)


def finish(item: Record, old: Record | None) -> None:
    """Pinyin keys for the search, and the version that readers see."""
    if old is None or (item["name"], item["aliases"]) != (old["name"], old["aliases"]):
        item["pinyin"] = pinyin.keys([item["name"], *item["aliases"]])
    item["version"] = old["version"] + 1 if old else 1


ITEMS = Importer(
    noun="事项",
    model=Item,
    columns=COLUMNS,
    key=("code",),
    unique=(("slug",),),
    unshown=frozenset({"heat", "words"}),
    settle=settle,
    check=check,
    advise=advise,
    finish=finish,
    notes=notes.ITEMS,
)
