"""Examples in the fields of the home page can be read whole, at every size and in both scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.window import NARROW, PHONE, SCREEN, WIDE, Window

pytestmark = pytest.mark.browser

SIZES = (WIDE, SCREEN, (800, 600), PHONE, NARROW)
CUT = """() => Array.prototype.filter.call(document.querySelectorAll("input[placeholder]"), function (field) {
    var style = getComputedStyle(field), brush = document.createElement("canvas").getContext("2d");
    brush.font = style.fontWeight + " " + style.fontSize + " " + style.fontFamily;
    var room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return brush.measureText(field.placeholder).width > room + 0.5;
}).map(function (field) { return field.placeholder; })"""


@pytest.mark.parametrize("root", ["/", "/hant/xiling/", "/elder/xiling/"])
def test_examples_are_whole(chromium: Browser, portal: str, root: str) -> None:
    one = Window(chromium, portal)
    one.go(root)
    assert one.page.locator("input[placeholder]").count() == 3
    cut = {}
    for size in SIZES if "elder" not in root else SIZES[:-1]:
        one.resize(size)
        cut[size] = one.page.evaluate(CUT)
        assert not one.ask("overflow")
    assert not any(cut.values()), cut
    assert not one.close()
