"""On paper: the words without the frame, black on white, tables as tables, few sheets."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.window import GUIDE, Window

pytestmark = pytest.mark.browser

Opener = Callable[..., Window]
FRAME = (".bar", ".head", ".nav", ".foot", ".top", ".crumbs", ".skip")
# What can only be pressed, and what only helps on a screen.
PRESSED = ".filter, .facets, .toggle-label, .pager, .levels, .tabs, button, .btn, .unprinted, .all, .doors"
A4 = (718, 1000)  # at 96 dpi, less the margins
SHEET = re.compile(rb"/Type\s*/Page\b(?!s)")


def paper(window: Opener, path: str) -> Window:
    one = window(path, size=A4, scripts=False)
    one.page.emulate_media(media="print")
    return one


@pytest.mark.parametrize(
    "path",
    [f"{GUIDE}/print", GUIDE, "/yichang/personal", "/notices", "/yichang/halls", "/yichang/letters", f"/elder{GUIDE}",
     "/yichang/supervision", "/xiling/search?q=%E8%AF%81"],
)  # fmt: skip
def test_frame_and_buttons_stay_on_the_screen(window: Opener, path: str) -> None:
    one = paper(window, path)
    for part in FRAME:
        expect(one.page.locator(part).first, part).to_be_hidden()
    for part in one.page.locator(PRESSED).all():
        expect(part).to_be_hidden()
    expect(one.page.locator("h1")).to_be_visible()
    assert one.page.evaluate("getComputedStyle(document.querySelector('main')).color") == "rgb(0, 0, 0)"
    assert one.ask("overflow") == []


@pytest.mark.parametrize("path", [f"{GUIDE}/print", GUIDE, f"/elder{GUIDE}", f"/hant{GUIDE}/print"])
def test_tables_are_tables(window: Opener, path: str) -> None:
    one = paper(window, path)
    rows = one.page.eval_on_selector_all(".stack tr", "rows => rows.map(row => getComputedStyle(row).display)")
    assert set(rows) == {"table-row"}
    expect(one.page.locator(".stack thead").first).to_be_visible()


def test_numbers_of_steps_need_no_ground(window: Opener) -> None:
    """Browsers print no backgrounds unless they are told to."""
    look = "step => { const s = getComputedStyle(step, '::before'); return [s.color, s.borderTopStyle] }"
    assert paper(window, f"{GUIDE}/print").page.eval_on_selector(".steps li", look) == ["rgb(0, 0, 0)", "solid"]


def test_the_whole_guide_fits_on_few_sheets_with_its_address(window: Opener) -> None:
    one = paper(window, f"{GUIDE}/print")
    assert one.ask("overflow") == []
    expect(one.page.locator(".qr svg")).to_be_visible()
    expect(one.page.locator(".qr")).to_contain_text(GUIDE)
    expect(one.page.locator(".tab")).to_have_count(6)
    assert "请用浏览器" not in one.page.inner_text("main")
    assert 1 <= len(SHEET.findall(one.page.pdf(format="A4"))) <= 3
