"""Articles (文章) of the sites' columns from a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from govsite.database.topics import ARTICLES as TOPIC
from govsite.domain.articles.board import NOTICES
from govsite.domain.articles.markdown import LONGEST
from govsite.domain.common.days import ZONE
from govsite.domain.importing import notes
from govsite.domain.importing.importer import Finding, Given, Importer
from govsite.domain.importing.lookups import Lookups, to_site
from govsite.domain.tables.columns import Column, choice, in_use, list_of, pattern, text, yes_no
from govsite.domain.tables.days import day
from govsite.domain.tables.parsing import Record
from govsite.models.article import Article
from govsite.models.base import IN_USE

ID = pattern(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?", "只能用小写字母、数字和中间的短横，最多 40 个")
ITEM = pattern(r"[0-9A-Za-z]{12}([0-9A-Za-z]{2})?", "应为 12 位或者 14 位基本编码")

COLUMNS = (
    Column("site", "站点", text(64), required=True, attribute="site_code", resolve=to_site),
    Column("column", "栏目", choice({"通知公告": NOTICES}, {NOTICES: NOTICES}), required=True, attribute="column_key"),
    Column("id", "编号", ID, required=True, attribute="public_id"),
    Column("title", "标题", text(200), required=True),
    Column("text", "正文", text(LONGEST), required=True, lines=True),
    Column("source", "来源", text(200)),
    Column("author", "作者", text(100)),
    Column("from", "开始显示", day, required=True, attribute="shown_from"),
    Column("until", "显示到", day, default=None, attribute="shown_until"),
    Column("pinned", "置顶", yes_no, default=False),
    Column(
        "items",
        "相关事项",
        list_of(pattern("[0-9A-Za-z]{12}([0-9A-Za-z]{2})?", "应为 12 位或者 14 位基本编码")),
        default=list,
    ),
    Column("halls", "相关大厅", list_of(text(32)), default=list),
    Column("state", "状态", in_use, default=IN_USE),
)


def check(article: Record, _given: Given, lookups: Lookups) -> Iterator[Finding]:
    """It ends after it begins, and leads to what is there."""
    if article["shown_until"] and article["shown_until"] < article["shown_from"]:
        yield "until", "早于开始显示的日期"
    for code in article["items"]:
        if code not in lookups.items:
            yield "items", f"没有事项 {code}"
    for hall in article["halls"]:
        if hall not in lookups.halls:
            yield "halls", f"没有大厅 {hall}"


def finish(article: Record, old: Record | None) -> None:
    """A new one counts as changed when it was first shown: an import of old ones is no news for those who follow."""
    now = datetime.now(UTC)
    if old is None:
        begin = datetime.combine(article["shown_from"], time(), ZONE)
        article |= {"created": now, "changed": begin, "revision": 1, "files": []}
    else:
        article |= {"changed": now, "revision": old["revision"] + 1}


ARTICLES = Importer(
    noun="文章",
    model=Article,
    columns=COLUMNS,
    key=("site_code", "column_key", "public_id"),
    check=check,
    finish=finish,
    notes=notes.ARTICLES,
    topic=TOPIC,
    by_site=True,
)
