"""Lists of the console, whose words were written by anybody, are no wider than the window."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.letter_portal import Opener, origin, portal, window
from tests.browser.test_letter_story import sign_in
from tests.browser.test_long_words import too_wide

__all__ = ["origin", "portal", "window"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("root", ["", "/elder"])
def test_lists_and_sheets_hold_long_words(portal: Flask, window: Opener, root: str) -> None:
    one = window("/xiling/console/letters", scripts=False)
    sign_in(portal, one, "xiling.first")
    found = {}
    for path in ("/console/letters?queue=all", "/console/cases?queue=all", "/console/", "/console/letters/templates"):
        one.go(f"{root}/xiling{path}")
        found[path] = too_wide(one)
    one.go(f"{root}/xiling/console/letters?queue=all")
    one.page.click("#desk tbody th a >> nth=0")
    expect(one.page.locator(".sheet h1")).to_be_visible()
    found["letter"] = too_wide(one)
    assert not any(found.values()), found
