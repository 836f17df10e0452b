"""Bundles of errands (高效办成一件事) from a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from govsite.domain.importing import notes
from govsite.domain.importing.importer import Finding, Given, Importer
from govsite.domain.importing.lookups import Lookups
from govsite.domain.importing.national import audience
from govsite.domain.tables.columns import Column, in_use, list_of, pattern, records, slug, text, whole
from govsite.domain.tables.parsing import Record
from govsite.models.base import IN_USE
from govsite.models.bundle import Bundle

_code = pattern(r"[0-9A-Z]{12}(?:[0-9A-Z]{2})?", "应为事项的基本编码，12 位或者 14 位")
_address = pattern(r"https?://[^\s<>|;\"']{4,490}", "网址要以 http:// 或者 https:// 开头，中间没有空格")

COLUMNS = (
    Column("slug", "短名", slug(64), required=True),
    Column("name", "名称", text(100), required=True),
    Column("aliases", "日常用语", list_of(text(60)), default=list, lines=True),
    Column("audience", "服务对象", audience, required=True),
    Column("order", "顺序", whole(0, 9999), required=True, attribute="position"),
    Column("about", "说明", text(500), required=True),
    Column("whole", "联办事项", _code),
    Column("steps", "依次办理", records("code|when", 1, {"code": _code}), required=True, lines=True),
    Column("outside", "别处办理", records("name|site|url|when", 3, {"url": _address}), default=list, lines=True),
    Column("notes", "提醒", list_of(text(500)), default=list, lines=True),
    Column("words", "搜索用词", list_of(text(60)), default=list, lines=True),
    Column("state", "状态", in_use, default=IN_USE),
)


def check(bundle: Record, _given: Given, _lookups: Lookups) -> Iterator[Finding]:
    """Each item stands once."""
    for code, times in Counter(step["code"] for step in bundle["steps"]).items():
        if times > 1:
            yield "steps", f"事项 {code} 写了两遍"


def advise(bundle: Record, _given: Given, lookups: Lookups) -> Iterator[Finding]:
    """Items that are not in the catalogue, which a portal may have left out, are not shown."""
    for code in (step["code"] for step in bundle["steps"]):
        if code not in lookups.items:
            yield "steps", f"基本目录里没有事项 {code}，页面上不显示这一步"
    if bundle["whole"] and bundle["whole"] not in lookups.items:
        yield "whole", f"基本目录里没有事项 {bundle['whole']}，页面上不显示一次申报"


BUNDLES = Importer(
    noun="一件事",
    model=Bundle,
    columns=COLUMNS,
    key=("slug",),
    unshown=frozenset({"words"}),
    check=check,
    advise=advise,
    notes=notes.BUNDLES,
)
