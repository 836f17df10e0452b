"""The duties of a government page (国办发〔2017〕47号): foot, meta, favicon, on every kind of page in both scripts."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from lxml import html

from govsite.sites.columns import COLUMNS
from govsite.web.script import to_traditional
from tests.apps import portal_of, site_of
from tests.columns import holes
from tests.helpers import Page, Visitor, squeeze
from tests.places import GUIDE, PAGES, Place, below, by_place, path_of, taking_turns
from tests.sites.samples import dump, entry

META = ("ColumnName", "ColumnType", "ColumnDescription", "ColumnKeywords")
ARTICLE = ("ArticleTitle", "PubDate", "ContentSource")
SHOWN = below(PAGES)
ROOTS = ("/xiling", "/hant/xiling", "/xiantao")


def fetch(app: Flask, visitor: Visitor, root: str, place: Place) -> Page:
    return visitor.get(path_of(app, place, root), place.status)


def meta(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in page.find("//meta[@name]"):
        found.setdefault(element.get("name"), []).append(element.get("content"))
    return found


@taking_turns(SHOWN, ROOTS)
def test_every_page_says_whose_it_is(app: Flask, visitor: Visitor, root: str, place: Place) -> None:
    page, site = fetch(app, visitor, root, place), site_of(app, root.rpartition("/")[2])
    said = {name: values[0] for name, values in meta(page).items()}
    title = to_traditional(site.title) if "hant" in root else site.title
    assert all(len(values) == 1 for values in meta(page).values()), "a meta name stands twice"
    assert said["SiteName"] == title
    assert said["SiteDomain"] == "localhost"
    assert re.fullmatch(r"\d{10}", said["SiteIDCode"])
    assert said["viewport"] == "width=device-width, initial-scale=1"
    assert page.find("string(//title)").strip().endswith(title)
    kind = ARTICLE if "/notices/" in page.url else META[:2]
    if place.path != "/" and place.status == 200:
        assert all(said.get(name, "").strip() for name in kind), kind
    assert page.find("//link[@rel='icon']/@href")


@pytest.mark.parametrize("url", [*(column.path for column in COLUMNS if column.site_map), GUIDE])
def test_columns_are_described(app: Flask, visitor: Visitor, url: str) -> None:
    said = meta(visitor.get("/xiling" + url))
    for name in META:
        assert len(said[name][0]) >= 2, name


@taking_turns(SHOWN, ROOTS)
def test_every_foot_has_what_the_state_council_asks_for(app: Flask, visitor: Visitor, root: str, place: Place) -> None:
    page, site = fetch(app, visitor, root, place), site_of(app, root.rpartition("/")[2])
    foot = squeeze(page.one("//footer").text_content())
    plain = html.fromstring(visitor.client.get(root.removeprefix("/hant") + "/").data).xpath("string(//footer)")
    for word in (
        "主办单位",
        site.contact.phone or "12345",
        site.footer.icp,
        site.footer.police,
        "网站标识码",
        "网站地图",
        "我为政府网站找错",
        "12345",
    ):
        assert (to_traditional(word) if "hant" in root else word) in foot, word
        assert word in squeeze(plain), word
    assert re.search(r"\d{10}", foot)
    links = page.find("//footer//a/@href")
    assert f"{root}/sitemap" in links and f"{root}/help" in links
    assert any(link.startswith("https://") and "gov.cn" in link for link in links)


@by_place(SHOWN)
def test_every_page_has_the_frame(app: Flask, visitor: Visitor, place: Place) -> None:
    page = fetch(app, visitor, "/xiling", place)
    assert page.one("//body/a[@class='skip']").get("href") == "#main"
    assert page.one("//main").get("id") == "main"
    nav = page.find("//nav[@class='nav']//a")
    assert 5 <= len(nav) <= 7
    assert len(page.find("//nav[@class='nav']//a[@aria-current]")) <= 1
    assert page.find("//a[@href='#top']") and page.find("//*[@id='top']")
    assert page.find("//header//form[@role='search']")
    assert not list(holes(page))


def test_a_site_that_leaves_things_out_has_no_gap_in_its_foot(tmp_path_factory: pytest.TempPathFactory) -> None:
    sites = {"hubei": entry(0, "province", None), "yichang": entry(500)}
    with portal_of(dump(sites), tmp_path_factory.mktemp("feet")) as own:
        foot = Visitor(own.test_client()).get("/yichang/").one("//footer")
        for part in foot.xpath(".//p"):
            text = squeeze(part.text_content())
            assert text and not text.endswith(("：", "·")) and "： " not in text, text


def test_names_of_columns_are_the_sites_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    columns = {"personal": {"name": "个人服务", "description": "本站说明", "keywords": "甲,乙"}}
    sites = {"hubei": {**entry(0, "province", None), "columns": columns}, "yichang": entry(500)}
    with portal_of(dump(sites), tmp_path_factory.mktemp("columns")) as own:
        page = Visitor(own.test_client()).get("/yichang/personal")
        said = meta(page)
        assert said["ColumnName"] == ["个人服务"]
        assert said["ColumnDescription"][0].endswith("本站说明")
        assert said["ColumnKeywords"] == ["甲,乙"]
        assert page.link("个人服务") == "/yichang/personal"
