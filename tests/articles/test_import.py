"""Articles from a table: what a row may hold, what is told, and whose pages know of it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.domain.common.days import start_of
from govsite.models import Article, Hall
from tests.importing.samples import load

ROW = {
    "site": "宜昌市",
    "column": "通知公告",
    "id": "n1",
    "title": "停电检修",
    "text": "第一段。\n\n- 甲\n- 乙",
    "from": "2026-11-01",
}


def stored(session: Session) -> list[Article]:
    return list(session.scalars(select(Article).order_by(Article.id)))


def test_rows_are_made_and_changed(session: Session) -> None:
    before = topics.current(session, topics.ARTICLES)
    catalogue = topics.current(session)
    assert load(session, "articles", ROW, {**ROW, "id": "n2", "site": "hubei"}).created == 2
    first, second = stored(session)
    assert (first.site_code, first.column_key, first.text) == ("420500", "notices", ROW["text"])
    assert first.changed.isoformat() == "2026-10-31T16:00:00+00:00" and start_of(first.shown_from).startswith("2026-11")
    numbers = topics.numbers(session)
    assert numbers[topics.of_site("420500")] == numbers[topics.of_site("420000")] == before + 1
    assert topics.current(session) == catalogue, "guides stay in memory"
    assert load(session, "articles", ROW).unchanged == 1
    assert load(session, "articles", {**ROW, "until": "2026年12月1日", "pinned": "是"}).updated == 1
    session.expire_all()
    assert (first.shown_until, first.pinned, first.revision, second.revision) == (date(2026, 12, 1), True, 2, 1)
    assert first.changed > second.changed
    numbers = topics.numbers(session)
    assert numbers[topics.of_site("420500")] == before + 2 and numbers[topics.of_site("420000")] == before + 1


@pytest.mark.parametrize(
    "column, cell, told",
    [
        ("site", "没有市", "没有这个站点"),
        ("column", "别的", "应为下列之一：通知公告"),
        ("id", "公告", "小写字母"),
        ("title", "", "不能空着"),
        ("text", "长" * 20_001, "最多 20000 个字"),
        ("until", "2026-10-01", "早于开始"),
        ("items", "070010019999", "没有事项"),
        ("halls", "H9", "没有大厅"),
    ],
)
def test_what_is_wrong_is_told_beside_the_cell(session: Session, column: str, cell: str, told: str) -> None:
    session.add(Hall(id="H1", site_code="420500", name="厅", level="市", address="路", hours="周一"))
    session.flush()
    errors = load(session, "articles", {**ROW, "halls": "H1", column: cell}).errors
    assert [(error.column, told in error.reason) for error in errors] == [(column, True)]
