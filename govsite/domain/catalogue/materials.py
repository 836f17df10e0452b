"""What a material (申请材料) is, and where the form comes from that somebody has to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

FORM, LICENCE, COPY, STATEMENT, PAPER = "表格", "证照", "复印件", "声明", "资料"
# 资料 is what is none of the others: contracts, drawings, reports, pictures.
KINDS = (FORM, LICENCE, COPY, STATEMENT, PAPER)
DOWNLOADED, AT_WINDOW, BY_SYSTEM = "可下载", "到窗口现场填", "系统自动生成"
FILLINGS = (DOWNLOADED, AT_WINDOW, BY_SYSTEM)
FILLED = (FORM, STATEMENT)  # only these have a blank and a sample
NEEDED = "必要"

_END = r"(?:（.*）)?$"
_FORM = re.compile(
    r"(?:表|申请单|申报单|登记卡|申请书|申领书|登记书|注册书|审核书|备案书|在线填写）|在线填报）|线上填写）)" + _END
)
_STATEMENT = re.compile(
    r"(?:承诺书?|声明书?|授权书?|委托书|保证书|告知书|确认书|同意书|意愿书|情况说明|书面说明|承诺书或)" + _END
)
_LICENCE = re.compile(r"(?:证|簿|执照|证书|证明|证明书|凭证|通行证|护照|牌|回执|批复|决定书|卡)" + _END)
_TABLE_OF_FIGURES = re.compile(r"(?:财务报表|工资表|报告书（表）|报告表|名册|清单)" + _END)
Record = Mapping[str, Any]
Finding = tuple[str, str]


def kind_of(name: str, form: str) -> str:
    """What a material is likely to be, for tables that do not say it."""
    if _TABLE_OF_FIGURES.search(name):
        return PAPER
    if _STATEMENT.search(name):
        return STATEMENT
    if _FORM.search(name):
        return FORM
    if form == "复印件":
        return COPY
    return LICENCE if _LICENCE.search(name) or form == "电子证照" else PAPER


def whole(material: Record) -> dict[str, Any]:
    """A material with its kind and where its form comes from; what an older record does not say is guessed."""
    kind = material.get("kind") or kind_of(str(material["name"]), str(material.get("form", "")))
    filling = material.get("filling") or (DOWNLOADED if material.get("blank") and kind in FILLED else "")
    return {"source": "", "when": "", "blank": "", "sample": "", **material, "kind": kind, "filling": filling}


def check_forms(materials: Sequence[Record]) -> Iterator[Finding]:
    """A blank belongs to what is filled in, and what is said of the form must be so."""
    for one in map(whole, materials):
        name, kind, filling, blank = one["name"], one["kind"], one["filling"], one["blank"]
        if kind not in FILLED and (blank or one["sample"]):
            yield "materials", f"“{name}”是{kind}，不用填，不能有空白表和样表；请写在要填的那张表下面"
        elif kind not in FILLED and filling:
            yield "materials", f"“{name}”是{kind}，不用填，不写表格来源"
        elif blank and filling != DOWNLOADED:
            yield "materials", f"“{name}”有空白表，表格来源应为{DOWNLOADED}"
        elif filling == DOWNLOADED and not blank:
            yield "materials", f"“{name}”写的是{DOWNLOADED}，没有写空白表的文件名"


def lacking_forms(materials: Sequence[Record]) -> Iterator[Finding]:
    """Forms of which nobody can tell where they come from, or how they are filled in."""
    for one in map(whole, materials):
        if one["kind"] != FORM or one.get("need", NEEDED) != NEEDED:
            continue
        if not one["filling"]:
            yield "materials", f"“{one['name']}”要申请人填，没有写表格从哪里来：{'、'.join(FILLINGS)}"
        elif one["filling"] == DOWNLOADED and not one["sample"]:
            yield "materials", f"“{one['name']}”有空白表，没有样表"
