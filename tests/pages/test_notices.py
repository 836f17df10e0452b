"""Notices: those in force, newest first; one that is over is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from govsite.domain.common.days import today
from tests.apps import portal_of, root_of, tree_of
from tests.columns import holes
from tests.helpers import Visitor, squeeze
from tests.sites.samples import dump, entry
from tests.waiting import wait

TODAY = today()


def day(offset: int) -> str:
    return (TODAY + timedelta(offset)).isoformat()


def notice(key: str, begin: int, end: int | None = None, **more: str) -> dict[str, object]:
    found = {
        "id": key,
        "title": f"{key}号通知",
        "body": "第一段<b>。\n\n第二段，办理时间调整。",
        "from": day(begin),
        **more,
    }
    return found if end is None else {**found, "until": day(end)}


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A province with notices of all ages, a city with many of its own, a county without any, one whose are over."""
    own = [
        notice("old", -30),
        notice("new", -1, source="省数据局"),
        notice("today", 0, 0),
        notice("over", -9, -1),
        notice("later", 1),
    ]
    sites = {
        "hubei": {**entry(0, "province", None), "notices": own},
        "yichang": {**entry(500), "notices": [notice(f"n{n:02}", -n) for n in range(45)]},
        "xiling": entry(502, "county", "yichang"),
        "wuhan": {**entry(100), "notices": [notice("gone", -9, -2)]},
        "xiantao": entry(9004, "county"),
    }
    with portal_of(dump(sites), tmp_path_factory.mktemp("board")) as made:
        yield made


@pytest.fixture
def reader(board: Flask) -> Visitor:
    return Visitor(board.test_client())


def titles(visitor: Visitor, url: str) -> list[str]:
    return [squeeze(a.text_content()) for a in visitor.get(url).find("//ul[contains(@class, 'dated')]/li/a")]


def test_those_in_force_stand_newest_first(reader: Visitor) -> None:
    assert titles(reader, "/notices") == ["today号通知", "new号通知", "old号通知"]
    assert titles(reader, "/") == ["today号通知", "new号通知", "old号通知"]


def test_a_site_without_any_shows_those_of_the_site_above(reader: Visitor) -> None:
    assert titles(reader, "/xiling/notices") == titles(reader, "/yichang/notices")
    assert titles(reader, "/xiantao/notices") == titles(reader, "/notices")
    assert "第500站" in reader.get("/xiling/notices").main


def test_a_site_whose_own_are_over_shows_those_of_the_site_above(reader: Visitor) -> None:
    for path in ("/notices", "/"):
        assert titles(reader, f"/wuhan{path}") == titles(reader, path)
    for link in reader.get("/wuhan/notices").find("//ul[contains(@class, 'dated')]/li/a/@href"):
        reader.get(link)
    reader.get("/wuhan/notices/gone", status=410)


def test_where_all_are_over_the_page_says_so(tmp_path: Path) -> None:
    sites = {"hubei": {**entry(0, "province", None), "notices": [notice("gone", -9, -2)]}, "wuhan": entry(100)}
    with portal_of(dump(sites), tmp_path) as made:
        visitor = Visitor(made.test_client())
        page = visitor.get("/wuhan/notices")
        assert "近期没有新公告" in page.main
        assert not list(holes(page))
        assert not list(holes(visitor.get("/wuhan/")))


def test_long_lists_have_pages(reader: Visitor) -> None:
    first, last = titles(reader, "/yichang/notices"), titles(reader, "/yichang/notices?page=99")
    assert len(first) == 20
    assert last == [f"n{n:02}号通知" for n in range(40, 45)]
    assert len(titles(reader, "/yichang/")) == 5


@pytest.mark.parametrize("root", ["", "/hant", "/xiantao"])
def test_one_notice_has_its_date_its_source_and_its_meta(reader: Visitor, root: str) -> None:
    page = reader.get(f"{root}/notices/new")
    assert page.one("//meta[@name='PubDate']").get("content") == day(-1)
    assert page.one("//meta[@name='ArticleTitle']").get("content") == page.h1
    assert page.one("//meta[@name='ContentSource']").get("content") in ("省数据局", "省數據局")
    yesterday = TODAY - timedelta(1)
    assert f"{yesterday.year}年{yesterday.month}月{yesterday.day}日" in page.main
    assert [squeeze(p.text_content()) for p in page.find("//article/p")][1].startswith("第一段<b>。")
    assert len(page.find("//article/p")) == 3


@pytest.mark.parametrize("root", ["", "/hant", "/xiantao"])
def test_one_that_is_over_is_gone_and_one_to_come_is_not_there_yet(reader: Visitor, root: str) -> None:
    assert reader.get(f"{root}/notices/over", status=410).find(f"//main//a[@href='{root}/']")
    reader.get(f"{root}/notices/later", status=404)
    reader.get(f"{root}/notices/today")


@pytest.mark.parametrize("key", ["nothing", "%00", "%FF", "🙂", "x" * 4_000, "NEW", "n01"])
def test_an_unknown_notice_is_not_found(reader: Visitor, key: str) -> None:
    reader.get(f"/notices/{key}", status=404)


def test_the_demo_has_notices_on_every_site(app: Flask, visitor: Visitor) -> None:
    for site in tree_of(app).all[::19]:
        root = root_of(site)
        listed = visitor.get(f"{root}/notices").find("//ul[contains(@class, 'dated')]/li/a/@href")
        for href in listed[:2]:
            visitor.get(href)
        assert listed


def test_an_edit_brings_a_notice_within_a_second(tmp_path: Path) -> None:
    sites = {"hubei": entry(0, "province", None)}
    with portal_of(dump(sites), tmp_path) as made:
        visitor = Visitor(made.test_client())
        assert titles(visitor, "/notices") == []
        changed = {"hubei": {**sites["hubei"], "notices": [notice("fresh", 0)]}}
        (tmp_path / "sites.yaml").write_text(dump(changed), "utf-8")
        wait(lambda: titles(visitor, "/notices") == ["fresh号通知"])
        assert json.loads(visitor.client.get("/healthz").data)["sites_error"] is False
