"""Switching the site: every site in reach, a filter, and the page one was on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask

from tests.apps import portal_of, root_of, rows, site_of, tree_of
from tests.helpers import Page, Visitor, squeeze
from tests.sites.samples import many

EVIL = [
    "//evil.cn",
    "https://evil.cn",
    "/\\evil.cn",
    "/\t/evil.cn",
    "javascript:alert(1)",
    "/?#//evil.cn",
    "/nowhere",
    "/display?mode=elder&to=//evil.cn",
    "/sites",
    "/guides",
    "/static/x",
    "/guides/" + "9" * 4_000,
    "",
]


def names(page: Page) -> list[str]:
    """The sites on the page, the current one too, in their order."""
    found = page.find("//*[@id='site-list']//a[starts-with(@href, '/')]|//*[@id='site-list']//strong")
    return [squeeze(e.text_content()).removesuffix("（当前）").removesuffix("（當前）") for e in found]


@pytest.mark.parametrize("root", ["", "/xiling", "/hant", "/hant/xiling"])
def test_the_head_of_every_page_leads_to_all_sites(app: Flask, visitor: Visitor, root: str) -> None:
    page = visitor.get(f"{root}/halls")
    page = visitor.get(page.one("//a[@class='switch']").get("href"))
    assert len(names(page)) == len(tree_of(app).all) == 152
    current = squeeze(page.one("//*[@aria-current='true'][ancestor::main]").text_content())
    assert current == ("西陵区（当前）" if "hant" not in root else "西陵區（當前）") if "xiling" in root else "湖北省"
    targets = page.find("//*[@id='site-list']//a/@href")
    assert len(set(targets)) == len(targets) == 151
    assert all(target.endswith("/halls") and target.startswith(root.removesuffix("/xiling")) for target in targets)


def test_the_head_shows_where_one_is(visitor: Visitor) -> None:
    where = visitor.get("/xiling/halls").one("//p[@class='where']")
    assert "湖北省 › 宜昌市 › 西陵区" in squeeze(where.text_content())
    assert where.xpath("./a/@href")[:2] == ["/", "/yichang/"]


def test_cities_stand_with_their_counties_and_zones(visitor: Visitor) -> None:
    page = visitor.get("/sites")
    city = page.one("//div[@class='city'][h2[contains(., '宜昌市')]]")
    assert {"西陵区", "远安县", "宜昌高新技术产业开发区"} <= {squeeze(a.text_content()) for a in city.xpath(".//a")}
    direct = page.one("//div[@class='city'][h2[contains(., '直管')]]")
    assert "神农架林区" in direct.text_content()
    assert {"仙桃市", "潜江市", "天门市"} <= {squeeze(h.text_content()) for h in page.find("//div[@class='city']/h2")}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("宜昌", "宜昌市"),
        ("yichang", "宜昌市"),
        ("yc", "宜昌市"),
        ("YC", "宜昌市"),
        ("ｙｃ", "宜昌市"),
        ("咸宁", "咸宁市"),
        ("鹹寧", "咸宁市"),
        ("咸寧", "咸宁市"),
        ("鍾祥", "钟祥市"),
        ("雲夢", "云梦县"),
        ("西陵", "西陵区"),
        ("xiling", "西陵区"),
        (" 西陵 ", "西陵区"),
        ("420502", "西陵区"),
    ],
)
def test_the_filter_knows_names_pinyin_initials_and_codes(visitor: Visitor, query: str, first: str) -> None:
    page = visitor.get(f"/xiantao/sites?q={quote(query)}")
    assert names(page)[0] == first
    assert page.one("//input[@id='site-q']").get("value") == query
    piece = visitor.piece(f"/xiantao/sites?q={quote(query)}")
    assert piece.get("id") == "site-list"
    assert first in piece.text_content()


def test_what_was_typed_comes_back_unchanged(visitor: Visitor) -> None:
    page = visitor.get(f"/hant/sites?q={quote('宜昌没有')}")
    assert page.one("//input[@id='site-q']").get("value") == "宜昌没有"
    assert "“宜昌没有”" in page.main
    assert page.find("//main//div[@class='empty']//a/@href") == ["/hant/sites?to=%2F"]


@pytest.mark.parametrize(
    ("to", "lands"),
    [
        ("/", "/"),
        ("/personal", "/personal"),
        ("/personal?theme=x&page=3", "/personal?theme=x"),
        ("/business?page=2", "/business"),
        ("/business?page=2&theme=x", "/business?theme=x"),
        ("/search?q=%E8%BA%AB", "/search?q=%E8%BA%AB"),
        ("/departments/gongan", "/departments/gongan"),
        ("/halls/H001", "/halls"),
        ("/notices/20261103-1", "/notices"),
        ("/help/faq", "/help/faq"),
        ("/guides/070010015000", "/guides/070010015000"),
        ("/guides/070010015000/offices", "/guides/070010015000/offices"),
    ],
)
def test_switching_keeps_the_page(visitor: Visitor, to: str, lands: str) -> None:
    page = visitor.get(f"/sites?to={quote(to, safe='')}")
    assert page.link("西陵区") == f"/xiling{lands}"
    assert page.one("//input[@name='to']").get("value") == lands
    page = visitor.get(f"/sites?q=xiling&to={quote(to, safe='')}")
    assert page.link("西陵区") == f"/xiling{lands}"


@pytest.mark.parametrize("to", EVIL)
def test_a_page_that_is_none_of_ours_becomes_the_home_page(visitor: Visitor, to: str) -> None:
    page = visitor.get(f"/yichang/sites?to={quote(to, safe='')}")
    assert page.link("西陵区") == "/xiling/"
    assert page.link("湖北省") == "/"
    for target in page.find("//*[@id='site-list']//a/@href"):
        assert re.fullmatch(r"/([a-z0-9-]+/)?", target), target


def test_on_a_guide_one_lands_on_the_same_guide_or_on_who_does_it(
    app: Flask, visitor: Visitor, offered: dict[str, list[str]]
) -> None:
    county_only = next(code for code, slugs in offered.items() if "xiling" in slugs and "yichang" not in slugs)
    both = next(code for code, slugs in offered.items() if {"xiling", "yuanan"} <= set(slugs))
    guide = visitor.get(f"/xiling/guides/{both}/basic")
    switch = visitor.get(guide.one("//a[@class='switch']").get("href"))
    there = visitor.get(switch.link("远安县"))
    assert there.url == f"/yuanan/guides/{both}/basic"
    assert there.h1 == guide.h1
    assert "远安" in there.find("string(//title)")

    guide = visitor.get(f"/hant/xiling/guides/{county_only}")
    switch = visitor.get(guide.one("//a[@class='switch']").get("href"))
    target = visitor.redirect(switch.one("//*[@id='site-list']//a[starts-with(@href, '/hant/yichang/')]").get("href"))
    assert target == f"/hant/yichang/guides/{county_only}/elsewhere"
    page = visitor.get(target)
    assert page.h1 == f"{guide.h1}在哪裡辦"
    assert page.find(f"//main//a[@href='/hant/xiling/guides/{county_only}']")


@pytest.mark.parametrize("path", ["/departments/{}", "/personal?department={}"])
def test_a_department_that_a_site_lacks_is_no_dead_end(app: Flask, visitor: Visitor, path: str) -> None:
    offices: dict[str, set[str]] = {}
    for code, slug in rows(app, "SELECT site_code, slug FROM department"):
        offices.setdefault(code, set()).add(slug)
    everywhere = set().union(*offices.values())
    site, lacking = next((site, gone) for site in tree_of(app).all if (gone := everywhere - offices[site.code]))
    to = path.format(sorted(lacking)[0])
    switch = visitor.get(f"/sites?to={quote(to, safe='')}")
    target = switch.link(site.name) if not site.root else to
    response = visitor.client.get(target, follow_redirects=True)
    assert response.status_code == 200, target
    assert site_of(app, site.slug).title in response.get_data(as_text=True)
    assert response.request.path.startswith(root_of(site))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A visitor to a portal of 3,200 sites: a province, a city with 3,198 counties."""
    with portal_of(many(3_200), tmp_path_factory.mktemp("large")) as made:
        yield Visitor(made.test_client())


def test_a_large_portal_shows_one_level_after_the_other(large: Visitor) -> None:
    page = large.get("/sites?to=%2Fpersonal")
    assert names(page) == ["湖北省", "宜昌市"]
    assert page.link("宜昌市") == "/yichang/personal"
    assert page.link("下级 3198 个站点") == "?in=yichang&to=%2Fpersonal"
    page = large.get("/sites?in=yichang&to=%2Fpersonal")
    assert names(page)[0] == "宜昌市" and len(names(page)) == 301
    assert page.link("西陵区") == "/xiling/personal"
    assert page.link("湖北省全部站点") == "?in=hubei&to=%2Fpersonal"
    assert "还有 2898 个站点，请在上面按地名查找" in page.main
    assert "西陵区（当前）" in large.get("/xiling/sites").main, "opens where one is"
    assert names(large.get("/xiling/sites?in=hubei")) == ["湖北省", "宜昌市"]


@pytest.mark.parametrize("area", ["nowhere", "xiling", "", "//evil.cn", "%00"])
def test_an_area_that_is_none_is_the_one_around(large: Visitor, area: str) -> None:
    assert names(large.get(f"/sites?in={area}")) == ["湖北省", "宜昌市"]


def test_the_filter_of_a_large_portal_lists_the_first(large: Visitor) -> None:
    page = large.get(f"/sites?q={quote('县')}")
    assert len(names(page)) == 60
    assert "找到 3197 个站点" in page.main and "还有 3137 个没有列出，请多写几个字" in page.main
    assert names(large.get(f"/hant/xiling/sites?q={quote('第3000縣')}")) == ["第3000縣"]


@pytest.mark.parametrize("url", ["/sites", "/sites?in=yichang", "/sites?q=%E5%8E%BF", "/hant/yichang/sites"])
def test_the_page_does_not_grow_with_the_portal(large: Visitor, url: str) -> None:
    answer = large.client.get(url, headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) <= 10_000
