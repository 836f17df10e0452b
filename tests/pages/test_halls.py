"""Service halls: by area, level and name; one hall with its floors and what they do."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlencode

import pytest
from flask import Flask

from tests.apps import root_of, rows, site_of
from tests.columns import holes
from tests.helpers import Page, Visitor, squeeze
from tests.pages.conftest import KINDS


def total(page: Page) -> int:
    found = re.search(r"共 (\d+) ", page.find("string(//p[@class='count'])"))
    return int(found[1]) if found else 0


def below(app: Flask, slug: str) -> list[str]:
    """Division codes of a site and of all below it."""
    site = site_of(app, slug)
    return [site.code, *(code for child in site.children for code in below(app, child.slug))]


@pytest.mark.parametrize("slug", KINDS)
def test_a_site_lists_its_halls_and_those_below_it(app: Flask, visitor: Visitor, slug: str) -> None:
    codes = below(app, slug)
    wanted = [name for name, code in rows(app, "SELECT name, site_code FROM hall") if code in codes]
    page = visitor.get(f"{root_of(site_of(app, slug))}/halls")
    assert total(page) == len(wanted) > 0
    assert {squeeze(a.text_content()) for a in page.find("//a[@class='row-name']")} <= set(wanted)


@pytest.mark.parametrize("slug", ["hubei", "yichang", "wuhan", "xiantao"])
def test_area_and_level_narrow_the_list_and_none_that_is_offered_is_empty(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    root = root_of(site_of(app, slug))
    page = visitor.get(f"{root}/halls")
    numbers = []
    for level in page.find("//select[@id='level']/option/@value"):
        shown = visitor.get(f"{root}/halls?{urlencode({'level': level})}")
        assert shown.find("//select[@id='level']/option[@selected]/@value") == ([level] if level else [])
        numbers.append(total(shown))
    assert all(numbers)
    assert numbers[0] == sum(numbers[1:])
    for area in page.find("//select[@id='area']/option/@value"):
        codes = below(app, area)
        wanted = sum(1 for (code,) in rows(app, "SELECT site_code FROM hall") if code in codes)
        shown = visitor.get(f"{root}/halls?area={area}")
        assert total(shown) == wanted
        assert shown.find("//select[@id='area']/option[@selected]/@value") == [area]


@pytest.mark.parametrize("query", ["政务服务中心", "政務服務中心", " 西陵 "])
@pytest.mark.parametrize("root", ["/yichang", "/hant/yichang"])
def test_a_name_is_found_in_either_script_and_comes_back_as_typed(visitor: Visitor, root: str, query: str) -> None:
    page = visitor.get(f"{root}/halls?q={quote(query)}")
    assert total(page) > 0
    assert page.one("//input[@id='hall-q']").get("value") == query
    piece = visitor.piece(f"{root}/halls?q={quote(query)}")
    assert piece.get("id") == "halls"


@pytest.mark.parametrize(
    "query",
    [
        "q=qqqzzz",
        "level=火",
        "area=nothing",
        "area=%00",
        "level=%FF",
        "q=%ED%A0%80",
        "q=🙂",
        "q=" + "x" * 4_000,
        "q=%25",
        "area=wuhan&level=省",
        "page=-1",
        "page=99999",
        "level=" + "市" * 400,
    ],
)
def test_wrong_input_is_a_page(visitor: Visitor, query: str) -> None:
    page = visitor.led(
        "/yichang/halls?"
        + "&".join(
            f"{k}={v if '%' in v else quote(v)}" for k, _, v in (part.partition("=") for part in query.split("&"))
        )
    )
    assert not list(holes(page))
    assert total(page) or page.find("//div[@class='empty']//a[@href='/yichang/halls']")


def test_pages_keep_the_conditions(visitor: Visitor) -> None:
    page = visitor.get(f"/halls?level={quote('县')}&q={quote('中心')}")
    more = page.find("//a[@rel='next']/@href")[0]
    second = visitor.get(f"/halls{more}")
    assert total(second) == total(page)
    assert set(page.find("//a[@class='row-name']/@href")).isdisjoint(second.find("//a[@class='row-name']/@href"))


def test_every_hall_has_a_page_with_all_facts(app: Flask, visitor: Visitor) -> None:
    for number, (key, name) in enumerate(rows(app, "SELECT id, name FROM hall ORDER BY id")[::2]):
        page = visitor.get(f"{'/hant' if number % 4 == 3 else ''}/halls/{key}")
        if number % 4 != 3:
            assert page.h1 == name
            assert [squeeze(dt.text_content()) for dt in page.find("//dl[@class='facts']/dt")][:4] == [
                "地址",
                "办公时间",
                "电话",
                "怎么走",
            ]
        assert not list(holes(page)), key
        assert key[0] != "H" or page.find("//main//td//li") or "咨询台" in page.main or "諮詢台" in page.main


def test_units_lead_to_their_items(app: Flask, visitor: Visitor) -> None:
    key = rows(app, "SELECT id FROM hall WHERE site_code = '420500' ORDER BY id")[0][0]
    page = visitor.get(f"/hant/xiling/halls/{key}")
    units = page.find("//main//td//li/a")
    assert len(units) >= 5
    for unit in units:
        assert unit.get("href").startswith("/hant/yichang/departments/")
        number = unit.getparent().xpath("string(small[1])").split()[0]
        assert f"共 {number} " in visitor.get(unit.get("href")).main


def test_floors_hold_what_the_data_say(app: Flask, visitor: Visitor) -> None:
    key, floors = rows(app, "SELECT id, floors FROM hall WHERE site_code = '420500' ORDER BY id")[0]
    page = visitor.get(f"/yichang/halls/{key}")
    assert [squeeze(dt.text_content()) for dt in page.find("//main//tbody//th")] == [
        f["floor"] for f in json.loads(floors)
    ]


@pytest.mark.parametrize("key", ["nothing", "%00", "%FF", "🙂", "x" * 4_000, "h0001", "H001/x"])
def test_an_unknown_hall_is_not_found(visitor: Visitor, key: str) -> None:
    visitor.get(f"/halls/{key}", status=404)
