"""What the box finds stands right below it: above the keyboard of a phone, and a few stops of the Tab key away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.window import GUIDE, PHONE, SCREEN, Size, Window

pytestmark = pytest.mark.browser

Opener = Callable[..., Window]
KEYBOARD = 240  # CSS px that the keyboard of a phone takes of 640
BOTTOM = """name => {
    const words = document.createRange();
    words.selectNodeContents(name);
    return words.getBoundingClientRect().bottom;
}"""
STOPS = 2  # from the box: the button, the first result
HOMES = ["/xiling/", "/hant/xiling/", "/", "/elder/xiling/"]


def found(one: Window) -> tuple[float, float]:
    """Type, and tell where the box and the words of the first result end, in CSS px from the top of the window."""
    one.page.locator("#q").press_sequentially("身份证")
    first = one.page.locator("#results .row-name").first
    expect(first).to_be_visible()
    box = one.page.locator("#q").bounding_box()
    assert box
    return box["y"] + box["height"], float(first.evaluate(BOTTOM))


@pytest.mark.parametrize("path", [*HOMES, GUIDE])
def test_the_first_result_is_above_the_keyboard(window: Opener, path: str) -> None:
    one = window(path, size=PHONE)
    _, first = found(one)
    assert first <= PHONE[1] - KEYBOARD and one.page.evaluate("scrollY") == 0


@pytest.mark.parametrize("path", ["/xiling/", GUIDE])
@pytest.mark.parametrize("size", [PHONE, SCREEN])
def test_nothing_else_stands_between(window: Opener, path: str, size: Size) -> None:
    one = window(path, size=size)
    ends, _ = found(one)
    results = one.page.locator("#results").bounding_box()
    nav = one.page.locator(".nav").bounding_box()
    assert results and nav and 0 <= results["y"] - ends < 60 and results["y"] + results["height"] <= nav["y"]


def test_the_page_below_stays_in_sight_and_comes_back_with_the_last_word(window: Opener) -> None:
    one = window("/xiling/", size=SCREEN)
    before = one.ask("boxes", ".nav")
    found(one)
    assert one.ask("boxes", ".nav")[0][1] < SCREEN[1]
    one.page.fill("#q", "")
    expect(one.page.locator("#results")).to_be_hidden()
    assert one.ask("boxes", ".nav") == before


@pytest.mark.parametrize("path", HOMES)
def test_the_first_result_is_a_few_stops_away(window: Opener, path: str) -> None:
    one = window(path, size=PHONE)
    found(one)
    for _ in range(STOPS):
        one.page.keyboard.press("Tab")
        if one.page.evaluate("document.activeElement.className") == "row-name":
            return
    pytest.fail("the first result is further away")
