"""With the keyboard alone: the skip link, a ring that shows, every control in reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.window import GUIDE, PHONE, SCREEN, Size, Window

pytestmark = pytest.mark.browser

Opener = Callable[..., Window]
WALKED = ("/", "/yichang/personal", GUIDE, "/yichang/halls", "/sites?q=yc")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_first_stop_skips_to_the_text(window: Opener, scripts: bool) -> None:
    one = window("/yichang/personal", scripts=scripts)
    one.page.keyboard.press("Tab")
    skip = one.page.locator(".skip").first
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    one.page.keyboard.press("Enter")
    expect(one.page.locator("#main")).to_be_focused()
    one.page.keyboard.press("Tab")
    assert one.page.evaluate("document.getElementById('main').contains(document.activeElement)")


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
@pytest.mark.parametrize("path", WALKED)
def test_every_control_is_reached_and_shows_its_ring(window: Opener, path: str, size: Size) -> None:
    one = window(path, size=size)
    wanted = one.ask("numbered")
    reached, dark = set(), []
    for _ in range(wanted):
        one.page.keyboard.press("Tab")
        number, ring, words = one.ask("stop")
        reached.add(number)
        if not ring:
            dark.append(words)
    assert not dark, f"no focus ring on {dark}"
    assert reached == {str(number) for number in range(wanted)}


def test_facets_open_with_the_space_bar(window: Opener) -> None:
    one = window("/yichang/personal", size=PHONE, scripts=False)
    one.page.focus("#facets-open")
    one.page.keyboard.press("Space")
    expect(one.page.locator(".facets")).to_be_visible()


def test_a_tab_is_changed_with_the_enter_key(window: Opener) -> None:
    one = window(GUIDE)
    one.page.focus(".tabs a >> nth=2")
    one.page.keyboard.press("Enter")
    expect(one.page.locator("#guide h2").first).to_be_focused()
    expect(one.page.locator("#guide h2").first).to_have_text("办事机构")
    one.page.keyboard.press("Tab")
    assert one.page.evaluate("document.getElementById('guide').contains(document.activeElement)")
