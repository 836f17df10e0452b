"""The desks by keyboard: through a list, from one letter to the next, never while somebody types."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.letter_portal import Opener, origin, portal, windows
from tests.browser.test_letter_story import sign_in
from tests.browser.window import NARROW, SCREEN, Window

__all__ = ["origin", "portal"]
pytestmark = pytest.mark.browser

ROWS = "#desk tbody th a"


@pytest.fixture
def desk(chromium: Browser, origin: str, portal: Flask) -> Iterator[Opener]:
    with windows(chromium, origin) as window:

        def open_one(**wanted: object) -> Window:
            one = window("/xiling/console/letters", **wanted)
            sign_in(portal, one, "xiling.first")
            one.go("/xiling/console/letters?queue=all")
            return one

        yield open_one


def keys(one: Window, *pressed: str) -> None:
    for key in pressed:
        one.page.keyboard.press(key)


def test_a_list_is_gone_through_and_a_letter_opened(desk: Opener) -> None:
    one = desk()
    rows, words = one.page.locator(ROWS), one.page.locator("#q")
    keys(one, "j")
    expect(rows.nth(0)).to_be_focused()
    keys(one, "j", "j", "k")
    expect(rows.nth(1)).to_be_focused()
    keys(one, "x")
    expect(one.page.locator("#many [name=ticket]").nth(1)).to_be_checked()
    keys(one, "/", "j", "k", "x", "?", "/")
    expect(words).to_be_focused()
    expect(words).to_have_value("jkx?/")
    one.page.click(".queues a.on")  # swapped by htmx: the keys go on with what is there now
    expect(one.page.locator("#desk .name")).to_be_focused()
    keys(one, "j")
    expect(rows.nth(0)).to_be_focused()
    title = rows.nth(0).inner_text()
    keys(one, "Enter")
    expect(one.page.locator("h1")).to_have_text(title)


def test_from_one_letter_to_the_next_and_back(desk: Opener) -> None:
    one = desk()
    titles = one.page.locator(ROWS).all_inner_texts()
    assert len(titles) > 2
    keys(one, "j", "Enter")
    for wanted in (1, 2):
        expect(one.page.locator("h1")).to_have_text(titles[wanted - 1])
        keys(one, "n")
        expect(one.page.locator("h1")).to_have_text(titles[wanted])
    keys(one, "p")
    expect(one.page.locator("h1")).to_have_text(titles[1])
    keys(one, "u")
    expect(one.page.locator("#desk")).to_be_visible()
    assert one.path().endswith("/console/letters?queue=all")


def test_what_was_typed_is_not_left(desk: Opener) -> None:
    one = desk()
    title = one.page.locator(ROWS).first.inner_text()
    one.page.locator(ROWS).first.click()
    expect(one.page.locator("h1")).to_have_text(title)
    one.page.locator("summary", has_text="内部备注").click()
    one.page.fill("#note-text", "问过了")
    keys(one, "n")
    expect(one.page.locator("#note-text")).to_have_value("问过了n")
    one.page.locator("h1").click()
    keys(one, "n")
    expect(one.page.locator("#note-text")).to_be_focused()
    expect(one.page.locator("h1")).to_have_text(title)


def test_the_keys_stand_at_the_foot_and_can_be_switched_off(desk: Opener) -> None:
    one = desk()
    foot = one.page.locator("#keys")
    expect(foot).to_contain_text("下一行")
    keys(one, "j", "?")
    expect(foot).to_be_focused()
    keys(one, "?")
    expect(one.page.locator(ROWS).first).to_be_focused()
    foot.get_by_role("button", name="关掉快捷键").click()
    one.go("/xiling/console/cases?queue=all")
    keys(one, "j")
    assert one.page.evaluate("document.activeElement === document.body")
    foot.get_by_role("button", name="打开快捷键").click()
    keys(one, "j")
    expect(one.page.locator(ROWS).first).to_be_focused()


def test_a_modifier_makes_it_the_browsers_key(desk: Opener) -> None:
    one = desk()
    keys(one, "Control+j", "Alt+j")
    assert not one.page.locator(ROWS).first.evaluate("link => link === document.activeElement")


def test_without_scripts_there_are_none(desk: Opener) -> None:
    one = desk(scripts=False)
    expect(one.page.locator("#keys")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("page", ["letters", "cases"])
def test_the_search_is_open_and_on_a_phone_folded(desk: Opener, page: str, scripts: bool) -> None:
    one = desk(scripts=scripts, size=SCREEN)
    one.go(f"/xiling/console/{page}")
    expect(one.page.locator("#q")).to_be_visible()
    expect(one.page.locator(".toggle-label")).to_be_hidden()
    one.resize(NARROW)
    expect(one.page.locator("#q")).to_be_hidden()
    one.page.click(".toggle-label")
    one.page.fill("#q", "没有这样的内容")
    one.page.press("#q", "Enter")
    expect(one.page.locator(".empty")).to_be_visible()
    expect(one.page.locator("#q")).to_be_visible()
