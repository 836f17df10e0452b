"""With scripts: what is swapped, what the address bar says, where the focus goes, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.browser.window import GUIDE, PHONE, Window

pytestmark = pytest.mark.browser

Opener = Callable[..., Window]


def test_guide_tab_is_swapped_and_back_restores_it(window: Opener) -> None:
    one = window(GUIDE)
    one.page.evaluate("window.same = true")
    one.page.click(".tabs >> text=基本信息")
    heading = one.page.locator("#guide h2").first
    expect(heading).to_have_text("基本信息")
    expect(heading).to_be_focused()
    expect(one.page.locator("#guide")).to_have_count(1)
    assert one.path() == f"{GUIDE}/basic"
    one.page.click(".tabs >> text=办理说明")
    expect(heading).to_have_text("办理说明")
    assert one.page.evaluate("window.same") is True
    assert len(one.documents()) == 1, "a tab is a piece, not a page"
    for tab, address in (("基本信息", f"{GUIDE}/basic"), ("网上办理", GUIDE)):
        one.page.go_back()
        expect(heading).to_have_text(tab)
        assert one.path() == address
        expect(one.page.locator("nav.nav")).to_be_visible()
        expect(one.page.locator("h1")).to_have_count(1)
    one.page.go_forward()
    expect(heading).to_have_text("基本信息")
    expect(one.page.locator("footer")).to_be_visible()


def test_a_swapped_address_is_a_page_of_its_own(window: Opener) -> None:
    one = window(GUIDE)
    one.page.click(".tabs >> text=办事机构")
    expect(one.page.locator("#guide h2").first).to_have_text("办事机构")
    one.page.click(".nav >> text=部门")
    expect(one.page.locator("h1")).to_have_text("部门")
    one.page.go_back()
    expect(one.page.locator("#guide h2").first).to_have_text("办事机构")
    expect(one.page.locator("nav.nav")).to_be_visible()
    one.page.reload()
    expect(one.page.locator("#guide h2").first).to_have_text("办事机构")
    expect(one.page.locator("h1")).to_have_count(1)


def test_other_links_of_a_piece_leave_the_page(window: Opener) -> None:
    one = window(f"{GUIDE}/offices")
    one.page.click("#guide .place a >> nth=0")
    expect(one.page.locator("h1")).not_to_have_text("出生登记")
    assert "/halls/" in one.path() and len(one.documents()) == 2


def test_facet_is_swapped(window: Opener) -> None:
    one = window("/yichang/personal")
    count = one.page.locator("#browse .count")
    before = count.inner_text()
    one.page.click(".facets >> text=户籍办理")
    expect(count).not_to_have_text(before)
    expect(count).to_be_focused()
    expect(one.page.locator(".tag")).to_contain_text("户籍办理")
    assert one.path().startswith("/yichang/personal?theme=")
    one.page.click(".tag")
    expect(one.page.locator(".tag")).to_have_count(0)
    assert len(one.documents()) == 1


def test_page_turns_are_swapped_and_go_to_the_top(window: Opener) -> None:
    one = window("/yichang/personal")
    one.page.click(".pager >> text=下一页")
    count = one.page.locator("#browse .count")
    expect(count).to_contain_text("第 2 页")
    expect(count).to_be_in_viewport()
    assert len(one.documents()) == 1


def test_facets_open_on_a_phone(window: Opener) -> None:
    one = window("/yichang/personal", size=PHONE)
    expect(one.page.locator(".facets")).to_be_hidden()
    one.page.click(".toggle-label")
    one.page.click(".facets >> text=户籍办理")
    expect(one.page.locator(".tag")).to_contain_text("户籍办理")
    expect(one.page.locator(".facets")).to_be_hidden()


def test_sites_are_filtered_while_typing(window: Opener) -> None:
    one = window("/sites?to=%2Fpersonal")
    one.page.locator("#site-q").press_sequentially("yc")
    found = one.page.locator("#site-list .found a")
    expect(found.filter(has_text="宜昌市")).to_be_visible()
    expect(one.page.locator("#site-q")).to_be_focused()
    assert "q=yc" in one.path() and "to=%2Fpersonal" in one.path()
    assert len(one.documents()) == 1
    found.filter(has_text="宜昌市").first.click()
    expect(one.page.locator("h1")).to_have_text("个人办事")
    assert one.path() == "/yichang/personal"


def test_halls_are_filtered(window: Opener) -> None:
    one = window("/yichang/halls")
    one.page.select_option("#area", label="湖北省")
    expect(one.page.locator("#halls .count")).to_contain_text("湖北省")
    one.page.locator("#hall-q").press_sequentially("学院街")
    expect(one.page.locator("#halls .row-name").first).to_contain_text("学院街")
    assert len(one.documents()) == 1


@pytest.mark.parametrize("script", ["", "/hant"])
def test_swaps_stay_in_their_script(window: Opener, script: str) -> None:
    one = window(script + GUIDE)
    one.page.click(".tabs a >> nth=1")
    expect(one.page.locator("#guide h2").first).to_have_text("辦理說明" if script else "办理说明")
    assert one.path() == f"{script}{GUIDE}/notes"


def leads(one: Window) -> dict[str, list[str]]:
    """Where the links of the frame lead that come back to this page: those without scripts are always right but for
    what need not be escaped. (Those of the head are for engines, which read a page as it comes.)
    """
    links = {"modes": ".modes [hreflang], .modes [rel]", "switch": ".switch"}
    read = "links => links.map(link => link.getAttribute('href'))"
    return {name: [unquote(to) for to in one.page.eval_on_selector_all(where, read)] for name, where in links.items()}


def same_without_scripts(window: Opener, one: Window) -> bool:
    return leads(one) == leads(window(one.path(), scripts=False))


def test_the_other_script_keeps_the_tab(window: Opener) -> None:
    one = window(GUIDE)
    one.page.click(".tabs >> text=办理说明")
    expect(one.page.locator("#guide h2").first).to_have_text("办理说明")
    assert same_without_scripts(window, one)
    one.page.click(".modes >> text=繁體")
    expect(one.page.locator("#guide h2").first).to_have_text("辦理說明")
    assert one.path() == f"/hant{GUIDE}/notes"
    one.page.click(".tabs a >> nth=0")
    expect(one.page.locator("#guide h2").first).to_have_text("網上辦理")
    one.page.click(".modes >> text=長者版")
    expect(one.page.locator("html")).to_have_class("elder")
    assert one.path() == f"/elder/hant{GUIDE}"


def test_another_site_keeps_the_facets(window: Opener) -> None:
    one = window("/yichang/personal")
    one.page.click(".facets >> text=户籍办理")
    expect(one.page.locator(".tag")).to_have_count(1)
    assert same_without_scripts(window, one)
    one.page.click(".switch")
    one.page.click("#site-list >> text=西陵区")
    expect(one.page.locator(".tag")).to_contain_text("户籍办理")
    assert one.path().startswith("/xiling/personal?theme=")


def test_the_other_script_keeps_the_words_typed_since(window: Opener) -> None:
    one = window("/hant/xiling/search?q=%E8%BA%AB")
    one.page.fill("#q", "护照 100%&'(新)")
    expect(one.page.locator("#results .count")).to_contain_text("护照 100%&'(新)")
    assert same_without_scripts(window, one)
    one.page.click(".modes a >> nth=0")
    expect(one.page.locator("#q")).to_have_value("护照 100%&'(新)")
    assert one.path().startswith("/xiling/search?q=")


def test_back_takes_the_links_of_the_frame_with_it(window: Opener) -> None:
    one = window(GUIDE)
    heading = one.page.locator("#guide h2").first
    for tab in ("基本信息", "办理说明"):
        one.page.click(f".tabs >> text={tab}")
        expect(heading).to_have_text(tab)
    for go, tab in ((one.page.go_back, "基本信息"), (one.page.go_back, "网上办理"), (one.page.go_forward, "基本信息")):
        go()
        expect(heading).to_have_text(tab)
        assert same_without_scripts(window, one), tab


@pytest.mark.parametrize(
    ("locale", "strong"), [("zh-TW", True), ("zh-HK", True), ("zh-Hant-MO", True), ("zh-CN", False), ("en-US", False)]
)
def test_a_browser_in_traditional_stresses_the_way_there(window: Opener, locale: str, strong: bool) -> None:
    one = window("/", locale=locale)
    assert (one.page.locator(".modes >> text=繁體").evaluate("e => getComputedStyle(e).fontWeight") == "700") is strong
    one.go("/hant/")
    expect(one.page.locator(".modes >> text=简体")).to_have_css("font-weight", "400")
