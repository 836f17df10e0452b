"""The home page of a site, and the switch to large text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.apps import portal_of, root_of, site_of, tree_of
from tests.columns import holes
from tests.helpers import Visitor, squeeze
from tests.pages.conftest import KINDS
from tests.sites.samples import dump, entry

EVIL = [
    "//evil.cn",
    "https://evil.cn",
    "/\\evil.cn",
    "\\\\evil.cn",
    "/\t/evil.cn",
    "\t//evil.cn",
    "/\n/evil.cn",
    "javascript:alert(1)",
    "/%0d%0aSet-Cookie:x=1",
    "/" + "x" * 4_000,
    "",
    "/\x00",
]


@pytest.mark.parametrize("hant", [False, True])
@pytest.mark.parametrize("slug", KINDS)
def test_the_home_of_every_kind_of_site_is_finished(app: Flask, visitor: Visitor, slug: str, hant: bool) -> None:
    site = site_of(app, slug)
    root = root_of(site, hant)
    page = visitor.get(f"{root}/")
    assert page.one("//header//form[@role='search']").get("action") == f"{root}/search"
    for path in ("/personal", "/business", "/departments", "/halls", "/notices", "/help/guide", "/account", "/sites"):
        assert page.find(f"//a[starts-with(@href, '{root}{path}')]"), path
    assert len(page.find("//ul[@class='entrances']/li/a[svg]")) >= 12
    assert page.find("//a[@href='tel:12345']")
    assert page.find("//ul[@class='dated']/li/a"), "no notices"
    for child in site.children:
        assert page.find(f"//section[@class='levels']//a[@href='{root_of(child, hant)}/']"), child.name


def test_sub_sites_differ_by_their_data(app: Flask, visitor: Visitor) -> None:
    titles = {visitor.get(f"{root_of(site_of(app, slug))}/").h1 for slug in KINDS}
    assert titles == {site_of(app, slug).title for slug in KINDS}


def test_every_site_has_a_home(app: Flask, visitor: Visitor) -> None:
    for number, site in enumerate(tree_of(app).all):
        page = visitor.get(f"{root_of(site, hant=bool(number % 2))}/")
        assert "empty" not in page.source.partition("<main")[2], site.name


@pytest.mark.parametrize("slug", KINDS)
def test_what_the_home_page_promises_is_there(app: Flask, visitor: Visitor, slug: str) -> None:
    page = visitor.get(f"{root_of(site_of(app, slug))}/")
    for entrance in page.find("//ul[@class='entrances']/li/a"):
        shown = visitor.get(entrance.get("href"))
        assert squeeze(entrance.text_content()) in shown.text
        assert shown.find("//ul[@class='rows']/li"), entrance.get("href")
    for link in page.find("//a[contains(@href, '/guides/')]"):
        assert squeeze(link.text_content()) == visitor.get(link.get("href")).h1
    for title, path in (("个人办事", "/personal"), ("法人办事", "/business")):
        said = int(re.search(r"全部 (\d+) 项", page.find(f"string(//section[.//h2='{title}']//a[@class='all'])"))[1])  # type: ignore[index]
        assert f"共 {said} 项" in visitor.get(root_of(site_of(app, slug)) + path).main


def test_what_a_site_does_not_say_of_itself_is_left_out(tmp_path: Path) -> None:
    sites = {
        "hubei": entry(0, "province", None),
        "yichang": entry(500, footer={"icp": "鄂ICP备1号", "site_id": "4205000000"}),
    }
    with portal_of(dump(sites), tmp_path) as made:
        bare, full = (Visitor(made.test_client()).get(url) for url in ("/", "/yichang/"))
    assert "网站标识码" not in bare.source and "SiteIDCode" not in bare.source
    assert not bare.find("//footer//p[not(normalize-space())]")
    assert squeeze(full.find("//footer//p")[-1].text_content()) == "鄂ICP备1号 · 网站标识码 4205000000"
    assert full.find("//meta[@name='SiteIDCode']/@content") == ["4205000000"]


def test_a_site_without_data_looks_finished_and_shows_the_way(empty: Visitor) -> None:
    page = empty.get("/yichang/")
    assert "正在整理" in page.main
    assert page.find("//main//a[@href='/']")
    assert "第一次用本网" in page.main
    for path in ("/personal", "/business", "/departments", "/halls", "/notices", "/sitemap", "/search?q=身份证"):
        assert not list(holes(empty.get(f"/yichang{path}"))), path


def test_large_text_is_a_link_remembered_in_a_cookie(app: Flask) -> None:
    visitor = Visitor(app.test_client())
    page = visitor.get("/xiling/personal?page=2")
    assert visitor.redirect(page.link("长者版"), 303) == "/elder/xiling/personal?page=2"
    page = visitor.get("/elder/xiling/personal?page=2")
    assert "elder" in page.one("//html").get("class")
    assert visitor.redirect("/xiling/personal?page=2") == "/elder/xiling/personal?page=2", "an ordinary address"
    assert visitor.redirect(page.link("标准版"), 303) == "/xiling/personal?page=2"
    assert "class" not in visitor.get("/xiling/personal?page=2").one("//html").attrib


@pytest.mark.parametrize("to", EVIL)
@pytest.mark.parametrize("root", ["", "/yichang"])
def test_the_switch_to_large_text_leads_nowhere_else(app: Flask, root: str, to: str) -> None:
    response = app.test_client().get(f"{root}/display", query_string={"mode": "elder", "to": to})
    assert response.status_code == 303
    location = response.headers["Location"]
    assert location == f"/elder{root}/" or (to.startswith("/%") and location.startswith(f"/elder{root}/%"))
    assert response.headers.getlist("Set-Cookie") == [
        "display=elder; Expires=" + response.headers["Set-Cookie"].partition("Expires=")[2]
    ]


def test_an_unknown_mode_is_the_standard_one(app: Flask) -> None:
    response = app.test_client().get("/display?mode=x&to=/halls")
    assert response.headers["Location"] == "/halls"
    assert "display=;" in response.headers["Set-Cookie"]
    assert response.headers["Cache-Control"] == "no-store"
