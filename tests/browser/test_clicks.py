"""Fingers: the second click of a double click undoes nothing, and a new tab stays a new tab."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.window import GUIDE, PHONE, Window

pytestmark = pytest.mark.browser

Opener = Callable[..., Window]


def double_click(one: Window, place: Locator, after: Callable[[], object] = lambda: None, left: int = 10) -> None:
    """Two clicks of one hand at one place; ``after`` the first the answer comes in between. ``left`` is in CSS px."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    x, y = box["x"] + left, box["y"] + box["height"] / 2
    one.page.mouse.move(x, y)
    for count in (1, 2):
        one.page.mouse.down(click_count=count)
        one.page.mouse.up(click_count=count)
        if count == 1:
            after()


@pytest.mark.parametrize("in_between", [True, False])
def test_a_facet_stays_chosen(window: Opener, in_between: bool) -> None:
    one = window("/yichang/personal")
    before = one.page.evaluate("history.length")
    chosen = one.page.locator(".facets .on")
    double_click(one, one.page.locator(".facets li a").first, lambda: in_between and expect(chosen).to_have_count(1))
    expect(chosen).to_have_count(1)
    assert one.page.evaluate("history.length") == before + 1 and len(one.documents()) == 1


def test_one_of_two_tags_stays(window: Opener) -> None:
    one = window("/yichang/personal?theme=户籍办理")
    tags = one.page.locator("a.tag")
    one.page.click(".facets ul:not(:has(.on)) a >> nth=0")
    expect(tags).to_have_count(2)
    double_click(one, tags.first, lambda: expect(tags).to_have_count(1))
    expect(tags).to_have_count(1)
    assert one.page.url.count("?") == 1


def test_a_condition_of_a_search_stays(window: Opener) -> None:
    one = window("/yichang/search?q=证")
    tags = one.page.locator("#results a.tag")
    double_click(one, one.page.locator("#results .narrow a").first, lambda: expect(tags).to_have_count(1))
    expect(tags).to_have_count(1)


def test_a_tab_of_a_guide_is_opened_once(window: Opener) -> None:
    one = window(GUIDE)
    before = one.page.evaluate("history.length")
    heading = one.page.locator("#guide h2").first
    double_click(one, one.page.locator(".tabs a").first, lambda: expect(heading).to_be_focused())
    one.page.wait_for_url("**/basic")
    assert one.page.evaluate("history.length") == before + 1


def test_what_was_unfolded_stays_so(window: Opener) -> None:
    one = window("/xiling/letters/new")
    double_click(one, one.page.locator("details.fold summary"))
    expect(one.page.locator("#about")).to_be_visible()
    one = window("/yichang/personal", size=PHONE)
    double_click(one, one.page.locator(".toggle-label"))
    expect(one.page.locator(".facets")).to_be_visible()


@pytest.mark.parametrize("left", [10, 90], ids=["box", "words"])
def test_a_tick_stays(window: Opener, left: int) -> None:
    one = window("/xiling/letters/new")
    double_click(one, one.page.locator("label[for=public]"), left=left)
    expect(one.page.locator("#public")).to_be_checked()


def test_a_word_of_what_was_typed_is_chosen(window: Opener) -> None:
    one = window("/xiling/letters/new")
    one.page.fill("#title", "abcdefgh ijklmnop")
    double_click(one, one.page.locator("#title"), left=40)
    assert one.page.evaluate("getSelection().toString()") == "abcdefgh"


def test_clicks_one_after_the_other_all_count(window: Opener) -> None:
    one = window("/yichang/personal")
    tags = one.page.locator("a.tag")
    for number in (1, 2):
        one.page.click(".facets ul:not(:has(.on)) a >> nth=0")
        expect(tags).to_have_count(number)
    for number in (1, 0):
        one.page.click("a.tag >> nth=0")
        expect(tags).to_have_count(number)


SWAPPED = (
    ("/yichang/personal", ".facets li a >> nth=0"),
    ("/yichang/personal", ".pager [rel=next]"),
    (GUIDE, ".tabs a >> nth=0"),
    ("/yichang/search?q=证", "#results .narrow a >> nth=0"),
)
HOW = ("Control", "Shift", "Meta", "middle")
# Each link and each way once; the others are for the long run.
NEW_TABS = [
    pytest.param(path, link, how, marks=() if first == second else pytest.mark.long)
    for first, (path, link) in enumerate(SWAPPED)
    for second, how in enumerate(HOW)
]


@pytest.mark.parametrize(("path", "link", "how"), NEW_TABS)
def test_a_new_tab_is_the_browsers(window: Opener, path: str, link: str, how: str) -> None:
    one = window(path)
    asked: list[str] = []
    one.page.on("request", lambda request: asked.append(request.url) if "hx-request" in request.headers else None)
    place = one.page.locator(link)
    wanted = place.evaluate("link => link.href")
    if how == "Meta":  # opens a tab on a Mac, here the page itself
        place.click(modifiers=["Meta"])
        one.page.wait_for_url(wanted)
        assert asked == [] and len(one.documents()) == 2
        return
    with one.context.expect_page() as opened:
        place.click(button="middle") if how == "middle" else place.click(modifiers=[how])  # type: ignore[list-item]
    opened.value.wait_for_url(wanted)
    assert one.path() == path.replace("证", "%E8%AF%81") and asked == [] and len(one.documents()) == 1


def test_a_failure_still_leads_on_after_a_double_click(window: Opener) -> None:
    one = window(GUIDE)
    one.cut("**/basic", 503)
    double_click(one, one.page.locator(".tabs a", has_text="基本信息"))
    expect(one.page.locator("#guide h2").first).to_have_text("基本信息")
    assert len(one.documents()) == 2
    one.problems.clear()
