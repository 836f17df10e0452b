"""The portal's columns: what each record must say, and that nothing but a record makes a column."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from govsite.sites import columns
from govsite.sites.columns import COLUMN_KEYS, COLUMNS, NO_COLUMN, Column, find_column
from govsite.sites.reserved import RESERVED_SLUGS
from govsite.sites.schema import FEATURES
from govsite.web.landing import landing
from tests.apps import portal_of
from tests.helpers import Page, Visitor
from tests.sites.samples import dump, entry, errors_of, tree_of

NAV = "//nav[@class='nav']//a"
NEW = Column(
    "hotlines", "热线", "各部门的电话", "互动交流", feature="ratings", shared="(/[a-z]+)?", fallback="/hotlines"
)
SITES: dict[str, Any] = {
    "hubei": {**entry(0, "province", None), "features": {"ratings": True}},
    "yichang": {**entry(500), "columns": {"halls": {"name": "办事大厅"}}},
    "wuhan": {**entry(100), "features": {"ratings": False}},
}


def described(page: Page) -> list[str]:
    names = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
    return [page.one(f"//meta[@name='{name}']").get("content") for name in names]


@pytest.fixture
def with_new_column(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Visitor]:
    """A portal whose columns are the usual ones and NEW, a record without a page."""
    monkeypatch.setattr(columns, "COLUMNS", (*COLUMNS, NEW))
    with portal_of(dump(SITES), tmp_path) as own:
        yield Visitor(own.test_client())


@pytest.mark.parametrize("column", COLUMNS, ids=COLUMN_KEYS[: len(COLUMNS)])
def test_every_record_is_complete(column: Column) -> None:
    assert column.name and column.description and column.type
    assert find_column(column.key) is column
    assert column.key in RESERVED_SLUGS
    assert not column.feature or column.feature in FEATURES
    assert landing(column.fallback) == column.fallback


def test_no_key_stands_twice() -> None:
    assert len(set(COLUMN_KEYS)) == len(COLUMN_KEYS)
    assert find_column("") is find_column("nowhere") is NO_COLUMN


def test_every_column_of_the_site_map_has_its_page(app: Flask, visitor: Visitor) -> None:
    for column in COLUMNS:
        if column.site_map:
            page = visitor.get(f"/xiling{column.path}")
            assert described(page)[0] == column.name
            assert described(page)[1].endswith(f"：{column.description}")
            assert described(page)[3] == column.type
            assert landing(f"{column.path}?page=2") == column.path
    prefixes = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    assert {column.key for column in COLUMNS} <= prefixes


def test_what_the_site_map_lists_has_its_piece(visitor: Visitor) -> None:
    page = visitor.get("/xiling/sitemap")
    for column in COLUMNS:
        below = page.find(f"//section[h2/a/@href='/xiling{column.path}']/p/a/@href")
        assert bool(below) == (column.site_map == "contents"), column.key


def test_the_navigation_has_the_order_of_the_records(visitor: Visitor) -> None:
    words = ["首页", "个人办事", "法人办事", "部门", "服务大厅", "互动交流", "进度查询"]
    nav = visitor.get("/xiling/").find(NAV)
    assert [a.text for a in nav] == words
    assert [a.get("href") for a in nav[1:]] == [f"/xiling{c.path}" for c in COLUMNS if c.in_navigation]


def test_a_site_describes_its_columns() -> None:
    said = {"name": "个人服务", "keywords": "甲,乙"}
    site = tree_of({"hubei": {**entry(0, "province", None), "columns": {"personal": said}}}).root
    personal = find_column("personal").settings_of(site)
    assert (personal.name, personal.keywords) == ("个人服务", "甲,乙")
    assert personal.description == find_column("personal").description
    assert find_column("halls").settings_of(site).keywords == f"{site.name},服务大厅"


@pytest.mark.parametrize("key", COLUMN_KEYS)
def test_every_column_can_be_described_in_a_file(key: str) -> None:
    assert not errors_of(dump({"hubei": {**entry(0, "province", None), "columns": {key: {"name": "栏目"}}}}))


def test_a_key_that_is_none_is_told_with_those_that_are() -> None:
    (error,) = errors_of(dump({"hubei": {**entry(0, "province", None), "columns": {"hals": {"name": "大厅"}}}}))
    assert "是不是 halls？" in error.message and all(key in error.message for key in COLUMN_KEYS)


@pytest.mark.parametrize("slug", ["elder", "preview", "password", "supervision", "simulators"])
def test_first_segments_of_pages_to_come_are_kept(slug: str) -> None:
    assert slug in RESERVED_SLUGS


def test_a_new_record_shows_everywhere(with_new_column: Visitor) -> None:
    page = with_new_column.get("/yichang/hotlines", 404)
    assert page.find(f"{NAV}[@aria-current]/@href") == ["/yichang/hotlines"]
    assert page.find(f"{NAV}[last()]/text()")[-1] == "热线"
    assert described(page) == ["热线", "湖北政务服务网·第500站：各部门的电话", "第500站,热线", "互动交流"]
    assert with_new_column.get("/yichang/sitemap").find("//main//a[.='热线']/@href") == ["/yichang/hotlines"]
    assert b"/yichang/hotlines<" in with_new_column.client.get("/yichang/sitemap.xml").data
    assert landing("/hotlines?q=a&page=2") == "/hotlines?q=a"
    assert landing("/hotlines/renshe") == "/hotlines/renshe"
    assert landing("/hotlines/1") == "/hotlines"


def test_a_column_that_is_switched_off_shows_nowhere(with_new_column: Visitor) -> None:
    assert "热线" not in [a.text for a in with_new_column.get("/wuhan/").find(NAV)]
    assert not with_new_column.get("/wuhan/sitemap").find("//main//a[.='热线']")
    assert b"hotlines" not in with_new_column.client.get("/wuhan/sitemap.xml").data


@pytest.mark.parametrize("column", [column for column in (*COLUMNS, NEW) if column.feature], ids=lambda each: each.key)
@pytest.mark.parametrize("query", ["", "&q=站"])
def test_switching_to_a_site_without_the_column_leads_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, column: Column, query: str
) -> None:
    monkeypatch.setattr(columns, "COLUMNS", (*COLUMNS, NEW))
    sites = {slug: {**one, "features": {column.feature: slug != "wuhan"}} for slug, one in SITES.items()}
    with portal_of(dump(sites), tmp_path) as own:
        visitor = Visitor(own.test_client())
        for path in ("", "/halls", column.path, "/personal"):  # parts of the page are kept from one to the next
            page = visitor.get(f"/sites?to={path}{query}")
            ends = {"wuhan": "/" if path == column.path else path or "/", "yichang": path or "/"}
            links = page.find("//*[@id='site-list']//a[not(contains(@href, '?'))]/@href")
            found = {slug: next((link for link in links if link.startswith(f"/{slug}/")), "") for slug in ends}
            assert found == {slug: f"/{slug}{end}" for slug, end in ends.items()}, path
            assert ("会到首页" in page.main) == (path == column.path)
        visitor.get("/wuhan/")


def test_a_page_of_no_column_is_described_too(visitor: Visitor) -> None:
    for path in ("/xiling/", "/xiling/search", "/xiling/sites"):
        assert described(visitor.get(path))[0] == NO_COLUMN.name
