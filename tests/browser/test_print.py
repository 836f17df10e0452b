"""On paper: the words without the frame, black on white."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.window import GUIDE, Window

pytestmark = pytest.mark.browser

FRAME = (".bar", ".head", ".nav", ".foot", ".top", ".crumbs", ".skip")


@pytest.mark.parametrize("path", [f"{GUIDE}/print", GUIDE, "/yichang/personal", "/notices"])
def test_the_frame_stays_on_the_screen(window: Callable[..., Window], path: str) -> None:
    one = window(path)
    one.page.emulate_media(media="print")
    for part in FRAME:
        expect(one.page.locator(part).first, part).to_be_hidden()
    expect(one.page.locator("h1")).to_be_visible()
    assert one.page.evaluate("getComputedStyle(document.querySelector('main')).color") == "rgb(0, 0, 0)"
    assert one.ask("overflow") == []


def test_the_whole_guide_fits_on_paper_with_its_address(window: Callable[..., Window]) -> None:
    one = window(f"{GUIDE}/print", size=(720, 1000))  # A4 at 96 dpi less the margins
    one.page.emulate_media(media="print")
    assert one.ask("overflow") == []
    expect(one.page.locator(".qr svg")).to_be_visible()
    expect(one.page.locator(".qr")).to_contain_text(GUIDE)
    expect(one.page.locator(".tab")).to_have_count(6)
