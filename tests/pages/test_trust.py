"""What makes a guide one that can be relied on: its day, what is near it, whether somebody is there today, the list."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from flask import Flask

from govsite.domain.common import days
from govsite.domain.common.days import ZONE
from tests.apps import change, copy_of, rows
from tests.articles.articles import article, publish
from tests.helpers import Visitor, squeeze

HOT = "070010015000"
GUIDE = f"/xiling/guides/{HOT}"


def test_a_guide_says_when_it_was_changed_and_takes_a_hint(app: Flask, visitor: Visitor) -> None:
    ((changed, version),) = rows(app, "SELECT changed, version FROM item WHERE code = :code", code=HOT)
    day = datetime.fromisoformat(str(changed)).replace(tzinfo=UTC).astimezone(ZONE).date()
    page = visitor.get(GUIDE)
    assert f"更新日期：{day.year}年{day.month}月{day.day}日，第 {version} 版" in page.main
    form = visitor.get(page.link("这份指南有错"))
    assert form.one("//select[@name='kind']/option[@selected]|//input[@name='kind'][@checked]").get("value") == "建议"
    assert form.one("//input[@name='item']").get("value") == page.h1


def test_related_items_are_offered_here_and_share_something(app: Flask, visitor: Visitor) -> None:
    page = visitor.get("/xiling/guides/070010001000")
    links = page.find("//h2[.='相关事项']/following-sibling::ul[1]/li/a")
    assert 1 <= len(links) <= 5
    codes = {link.get("href").rpartition("/")[2] for link in links}
    offered = {code for (code,) in rows(app, "SELECT item_code FROM offering WHERE site_code = '420502'")}
    assert codes <= offered - {"070010001000"}
    births = {code for (code,) in rows(app, "SELECT code FROM item WHERE CAST(life_events AS TEXT) LIKE '%出生%'")}
    assert codes & births, "what belongs to a birth stands together"


def test_notices_stand_at_what_they_lead_to(app: Flask, tmp_path: Any) -> None:
    with copy_of(app, tmp_path) as own:
        visitor = Visitor(own.test_client())
        hall = rows(own, "SELECT id FROM hall WHERE site_code = '420500' LIMIT 1")[0][0]
        code = rows(own, "SELECT min(item_code) FROM offering WHERE site_code = '420500'")[0][0]
        assert "例子公告" not in visitor.get(f"/yichang/guides/{code}").main
        publish(own, article("20261130-1", items=[code], halls=[hall], title="例子公告", pinned=True))
        for path in (f"/yichang/guides/{code}", f"/yichang/halls/{hall}"):
            assert visitor.get(visitor.get(path).link("例子公告")).h1 == "例子公告"


@pytest.mark.parametrize(
    ("moment", "said", "kept"),
    [
        ("2026-11-30T09:00", "周一）9:00", "max-age=60, s-maxage=10,"),
        ("2026-11-29T23:59:50", "周日）不开", "max-age=10, s-maxage=10"),
    ],
)
def test_the_hours_of_today_end_with_the_day(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, moment: str, said: str, kept: str
) -> None:
    class Now(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.fromisoformat(moment).replace(tzinfo=ZONE).astimezone(tz)

    with copy_of(app, tmp_path) as own:
        client = own.test_client()
        hall = rows(own, "SELECT id FROM hall WHERE site_code = '420502' LIMIT 1")[0][0]
        change(own, "UPDATE hall SET hours = '周一至周五 9:00—12:00、13:30—17:00'")
        monkeypatch.setattr(days, "datetime", Now)
        for path in (f"/xiling/halls/{hall}", f"{GUIDE}/offices"):
            answer = client.get(path)
            assert said in answer.get_data(as_text=True) and kept in answer.headers["Cache-Control"], path


def test_one_sheet_has_the_four_facts_first(visitor: Visitor) -> None:
    page = visitor.get(f"{GUIDE}/brief")
    facts = [squeeze(dt.text_content()) for dt in page.find("(//dl)[1]/dt")]
    assert facts == ["带什么", "交多少钱", "去哪办", "什么时候"]
    assert not [dd for dd in page.find("(//dl)[1]/dd") if not squeeze(dd.text_content())]
    whole = visitor.get(f"{GUIDE}/print")
    assert [squeeze(dt.text_content()) for dt in whole.find("(//dl)[1]/dt")] == facts
    assert visitor.get(GUIDE).link("简版指南") == f"{GUIDE}/brief"


def test_all_guides_of_a_site_can_be_fetched(app: Flask, visitor: Visitor) -> None:
    client = app.test_client()
    answer = client.get("/xiling/guides.csv")
    found = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    offered = rows(app, "SELECT item_code FROM offering WHERE site_code = '420502' AND state = '在用'")
    assert len(found) == len(offered) + 1
    head = {name: place for place, name in enumerate(found[0])}
    row = next(row for row in found if row[head["基本编码"]] == HOT)
    page = visitor.get(f"{GUIDE}/offices")
    assert row[head["咨询电话"]] in page.main and row[head["窗口"]] in page.main
    assert row[head["网址"]].endswith(GUIDE) and row[head["收费"]] and row[head["办理流程"]].startswith("1. ")
    assert not [each for each in found if not all(each[: head["窗口"]])], "name to place are known of each"
    book = openpyxl.load_workbook(io.BytesIO(client.get("/xiling/guides.xlsx").data))
    assert [[cell or "" for cell in line] for line in book.worksheets[0].iter_rows(values_only=True)] == [
        [cell.removeprefix("'") for cell in line] for line in found
    ]
    for path in ("/xiling/personal", "/xiling/sitemap"):
        assert visitor.get(path).find("//a[@href='/xiling/guides.xlsx']")
