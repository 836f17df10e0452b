"""The same errands with JavaScript switched off, or too old for htmx: by links and GET forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.window import GUIDE, PHONE, Window

pytestmark = pytest.mark.browser

Opener = Callable[..., Window]


def test_guide_tabs_are_links(window: Opener) -> None:
    one = window(GUIDE, scripts=False)
    for tab, path in (("基本信息", "/basic"), ("办理说明", "/notes"), ("办事机构", "/offices"), ("网上办理", "")):
        one.page.click(f".tabs >> text={tab}")
        expect(one.page.locator("#guide h2").first).to_have_text(tab)
        assert one.path() == GUIDE + path
    one.page.go_back()
    expect(one.page.locator("#guide h2").first).to_have_text("办事机构")


def test_facets_are_links(window: Opener) -> None:
    one = window("/yichang/personal", scripts=False, size=PHONE)
    one.page.click(".toggle-label")
    one.page.click(".facets >> text=户籍办理")
    expect(one.page.locator(".tag")).to_contain_text("户籍办理")
    one.page.click(".tag")
    one.page.click(".pager >> text=下一页")
    expect(one.page.locator("#browse .count")).to_contain_text("第 2 页")


def test_sites_are_found_by_a_form(window: Opener) -> None:
    one = window("/sites?to=%2Fpersonal", scripts=False)
    one.page.fill("#site-q", "yichang")
    one.page.press("#site-q", "Enter")
    one.page.click(".found a >> text=宜昌市")
    one.arrive("/yichang/personal")


def test_search_is_a_form(window: Opener) -> None:
    one = window("/xiling/", scripts=False)
    one.page.fill("#q", "护照")
    one.page.click(".search button")
    expect(one.page.locator("#results")).to_contain_text("护照")
    expect(one.page.locator("#q")).to_have_value("护照")
    assert one.path().startswith("/xiling/search?q=")


def test_halls_are_found_by_a_form(window: Opener) -> None:
    one = window("/yichang/halls", scripts=False)
    one.page.select_option("#area", label="湖北省")
    one.page.fill("#hall-q", "学院街")
    one.page.click("#hall-q ~ button, .filter button")
    expect(one.page.locator("#halls .row-name").first).to_contain_text("学院街")
    expect(one.page.locator("#area")).to_have_value("hubei")


def test_the_other_chinese_script_is_a_link_there_and_back(window: Opener) -> None:
    one = window(f"{GUIDE}/basic", scripts=False)
    one.page.click(".modes >> text=繁體")
    one.arrive(f"/hant{GUIDE}/basic")
    assert one.page.get_attribute("html", "lang") == "zh-Hant"
    one.page.click(".modes >> text=简体")
    one.arrive(f"{GUIDE}/basic")


def test_a_form_can_be_downloaded(window: Opener) -> None:
    one = window(GUIDE, scripts=False)
    with one.page.expect_download() as download:
        one.page.click("table >> text=空白表 >> nth=0")
    assert download.value.suggested_filename.endswith(".docx")


MISSING = ("XMLHttpRequest.prototype.overrideMimeType", "History.prototype.pushState", "Element.prototype.classList")


@pytest.mark.parametrize("missing", MISSING)
def test_a_browser_too_old_for_htmx_gets_links_and_forms(window: Opener, missing: str) -> None:
    one = window("/yichang/personal", before=f"delete {missing}")
    one.page.click(".facets >> text=户籍办理")
    expect(one.page.locator(".tag")).to_contain_text("户籍办理")
    one.page.click(".tag")
    one.page.click(".pager >> text=下一页")
    expect(one.page.locator("#browse .count")).to_contain_text("第 2 页")
    one.go("/yichang/halls")
    one.page.select_option("#area", label="湖北省")
    one.page.click(".filter button")
    expect(one.page.locator("#halls .count")).to_contain_text("湖北省")
    one.go(GUIDE)
    one.page.click(".tabs >> text=办理说明")
    expect(one.page.locator("#guide h2").first).to_have_text("办理说明")
    assert len(one.documents()) == 8, "every step is a page"
    assert not [answer.url for answer in one.answers if "/htmx." in answer.url]
