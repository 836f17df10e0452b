"""Titles: what a tab, a bookmark and a list of results call a page, also after a swap."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask

from tests.helpers import PIECE_TITLE, Visitor, squeeze
from tests.places import PLACES, Place, below, by_place, path_of

GUIDE = "/xiling/guides/070010015000"


def title_of(visitor: Visitor, url: str) -> str:
    return squeeze(visitor.get(url).find("string(//title)"))


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("/", "湖北政务服务网"),
        ("/hant/", "湖北政務服務網"),
        ("/xiling/", "西陵区政务服务网"),
        ("/yichang/personal", "个人办事 - 宜昌政务服务网"),
        ("/yichang/personal?page=2", "第 2 页 - 个人办事 - 宜昌政务服务网"),
        (f"/xiling/business?theme={quote('设立变更')}", "设立变更 - 法人办事 - 西陵区政务服务网"),
        (f"/hant/xiling/business?theme={quote('设立变更')}", "設立變更 - 法人辦事 - 西陵區政務服務網"),
        ("/yichang/halls?area=xiling", "西陵区 - 服务大厅 - 宜昌政务服务网"),
        (f"/yichang/halls?q={quote('测试')}", "测试 - 服务大厅 - 宜昌政务服务网"),
        (f"/xiling/search?q={quote('社保')}", "社保 - 搜索 - 西陵区政务服务网"),
        ("/sites?q=yc", "yc - 切换站点 - 湖北政务服务网"),
    ],
)
def test_a_title_says_what_is_on_the_page(visitor: Visitor, url: str, title: str) -> None:
    assert title_of(visitor, url) == title


def test_each_tab_of_a_guide_has_its_own(visitor: Visitor) -> None:
    plain = title_of(visitor, GUIDE)
    tabs = {title_of(visitor, f"{GUIDE}/{tab}") for tab in ("basic", "notes", "offices", "agencies", "advisers")}
    assert len({plain, *tabs}) == 6
    assert all(title.endswith(f" - {plain}") for title in tabs)


@by_place(below(place for place in PLACES if place.piece))
def test_a_swap_brings_the_title_of_the_page(app: Flask, visitor: Visitor, place: Place) -> None:
    url = path_of(app, place)
    source = app.test_client().get(url, headers={"HX-Request": "true"}).get_data(as_text=True)
    found = PIECE_TITLE.match(source)
    assert found
    assert f"<title>{squeeze(found[1])}</title>" in squeeze(visitor.get(url).source)


def test_results_above_another_page_do_not_take_its_title(visitor: Visitor) -> None:
    assert "ignoreTitle:true" in visitor.get("/xiling/").one("//input[@id='q']").get("data-hx-swap")
    assert "ignoreTitle" not in visitor.get("/xiling/search").one("//input[@id='q']").get("data-hx-swap")


@pytest.mark.parametrize("url", ["/", "/hant/xiling/personal", "/qqqzzz", "/console/login"])
def test_engines_are_told_which_mode_to_take_before_anything_else(visitor: Visitor, url: str) -> None:
    page = visitor.get(url, status=404 if "q" in url else 200)
    first = [(e.get("http-equiv") or e.get("name"), e.get("content")) for e in page.find("//head/meta")[1:5]]
    assert first == [
        ("X-UA-Compatible", "IE=edge"),
        ("renderer", "webkit"),
        ("force-rendering", "webkit"),
        ("format-detection", "telephone=no"),
    ]
    assert page.source.index("X-UA-Compatible") < page.source.index("<title>") < page.source.index("<link")
