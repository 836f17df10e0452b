"""With scripts: what is swapped, what the address bar says, where the focus goes, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.places import GUIDE
from tests.browser.window import PHONE, Window

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


def test_search_fills_the_results_while_typing(window: Opener) -> None:
    one = window(GUIDE)
    one.page.locator("#q").press_sequentially("护照")
    expect(one.page.locator("#results")).to_contain_text("护照")
    expect(one.page.locator("#q")).to_be_focused()
    assert one.path() == f"{GUIDE}#q=%E6%8A%A4%E7%85%A7" and len(one.documents()) == 1
    one.page.press("#q", "Enter")
    expect(one.page.locator("h1")).to_contain_text("搜索")
    expect(one.page.locator("#q")).to_have_value("护照")
    assert one.path().startswith("/xiling/search?q=")


@pytest.mark.parametrize(
    ("words", "link"), [("护昭", ".did a"), ("证", ".pager [rel=next]"), ("证", ".narrow a >> nth=0")]
)
def test_links_of_a_search_begun_elsewhere_lead_to_the_search(window: Opener, words: str, link: str) -> None:
    one = window("/yichang/")
    one.page.locator("#q").press_sequentially(words)
    one.page.click(f"#results {link}")
    count = one.page.locator("#results .count")
    expect(count).to_be_focused()
    expect(count).to_contain_text("护照" if link == ".did a" else words)
    assert one.path().startswith("/yichang/search?q=") and len(one.documents()) == 1


@pytest.mark.parametrize("path", ["/yichang/search", "/hant/yichang/search", "/yichang/"])
def test_after_a_link_the_box_says_what_was_asked_for(window: Opener, path: str) -> None:
    one = window(path)
    box = one.page.locator("#q")
    box.press_sequentially("护昭 ")
    one.page.click("#results .did a")
    expect(box).to_have_value("护照")
    box.press("Enter")
    expect(one.page.locator("#results .count")).to_contain_text("“护照”")
    expect(box).to_have_value("护照")
    one.page.go_back()
    expect(box).to_have_value("护照")


def test_back_and_forward_take_the_box_with_them(window: Opener) -> None:
    one = window("/yichang/search?q=%E6%8A%A4%E6%98%AD")
    box, count = one.page.locator("#q"), one.page.locator("#results .count")
    one.page.click("#results .did a")
    expect(box).to_have_value("护照")
    one.page.go_back()
    expect(count).to_contain_text("“护昭”")
    expect(box).to_have_value("护昭")
    one.page.go_forward()
    expect(count).to_contain_text("“护照”")
    expect(box).to_have_value("护照")


@pytest.mark.parametrize("path", ["/", "/hant/yichang/", f"{GUIDE}/basic", "/yichang/personal?page=2"])
def test_back_shows_again_what_was_typed_and_found(window: Opener, path: str) -> None:
    one = window(path)
    box, rows = one.page.locator("#q"), one.page.locator("#results .row-name")
    box.press_sequentially("100% 护照+&#")
    expect(rows.first).to_contain_text("护照" if "hant" not in path else "護照")
    heading = one.page.locator("h1").first.inner_text()
    rows.first.click()
    expect(one.page.locator("h1").first).not_to_have_text(heading)
    one.page.go_back()
    expect(box).to_have_value("100% 护照+&#")
    expect(rows.first).to_be_visible()
    expect(one.page.locator("h1").first).to_have_text(heading)
    box.fill("")
    expect(rows).to_have_count(0)
    assert one.path() == path


def test_back_from_a_suggestion_leads_to_the_page_and_its_results(window: Opener) -> None:
    one = window("/yichang/")
    one.page.locator("#q").press_sequentially("护昭")
    one.page.click("#results .did a")
    expect(one.page.locator("#q")).to_have_value("护照")
    one.page.go_back()
    expect(one.page.locator("#q")).to_have_value("护昭")
    expect(one.page.locator("#results .did a")).to_be_visible()
    assert one.path() == "/yichang/#q=%E6%8A%A4%E6%98%AD"


@pytest.mark.parametrize(
    ("path", "field", "words", "said"),
    [
        ("/yichang/", "#q", "护照", "“护照”：宜昌市本级"),
        ("/yichang/", "#q", "qqqzzz", "没有找到"),
        ("/sites", "#site-q", "yichang", "找到"),
        ("/sites", "#site-q", "qqqzzz", "没有找到"),
        ("/yichang/halls", "#hall-q", "学院街", "共 1 个大厅"),
        ("/yichang/halls", "#hall-q", "qqqzzz", "没有找到"),
    ],
)
def test_what_was_found_is_said_by_an_element_that_stays(
    window: Opener, path: str, field: str, words: str, said: str
) -> None:
    one = window(path)
    status = one.page.locator("[role=status]")
    expect(status).to_have_text("")
    status.evaluate("element => element.stays = true")
    one.page.locator(field).press_sequentially(words)
    expect(status).to_contain_text(said)
    assert status.evaluate("element => element.stays")
    expect(one.page.locator(field)).to_be_focused()


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
    """Where the links of the frame lead that come back to this page: those without scripts are always right."""
    links = {"head": "head [hreflang]", "modes": ".modes a", "switch": ".switch"}
    read = "links => links.map(link => link.getAttribute('href'))"
    return {name: one.page.eval_on_selector_all(where, read) for name, where in links.items()}


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
    assert one.path() == f"/hant{GUIDE}"


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
