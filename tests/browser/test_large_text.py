"""Letters of another size, set by the reader or made by the phone: the layout follows, nothing lies on the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.window import GUIDE, PHONE, SCREEN, Size, Window

pytestmark = pytest.mark.browser

Opener = Callable[..., Window]
TABLET: Size = (768, 1024)
EDGE: Size = (761, 600)  # the smallest that gets the layout of a screen
PATHS = ("/xiling/", GUIDE, f"{GUIDE}/basic", f"{GUIDE}/offices", "/yichang/personal", "/yichang/supervision")
# Pairs of links or words that lie on each other, within what a selector finds.
OVERLAPS = """elements => {
    const boxes = elements.filter(e => e.checkVisibility()).map(e => [e, e.getClientRects()[0]]);
    const found = [];
    boxes.forEach(([one, a], number) => boxes.slice(number + 1).forEach(([other, b]) => {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 1 && !one.contains(other)) { found.push(one.innerText + " | " + other.innerText); }
    }));
    return found;
}"""


def faults(one: Window, size: Size) -> list[str]:
    one.resize(size)
    found: list[str] = one.ask("overflow")
    for parts in (".title h2, .all", ".facts dt, .facts dd a", ".facts dd a, .ask a"):
        found += one.page.eval_on_selector_all(parts, OVERLAPS)
    return found


@pytest.mark.parametrize("root", ["", "/elder"])
@pytest.mark.parametrize("path", PATHS)
def test_letters_that_a_phone_makes_larger(window: Opener, path: str, root: str) -> None:
    one = window(root + path, scripts=False, size=PHONE)
    for percent in (130, 160, 200):
        one.letters(percent)
        for size in (PHONE, EDGE, (810, 600), SCREEN):
            assert not (wrong := faults(one, size)), f"{percent} % at {size}: {wrong}"


@pytest.mark.parametrize("path", PATHS)
def test_letters_that_the_reader_has_set(window: Opener, path: str) -> None:
    one = window(scripts=False, size=SCREEN)
    one.own_letters(32)
    one.go(path)
    assert one.ask("fontSize", "body") == 32
    for size in (PHONE, TABLET, SCREEN):
        assert not (wrong := faults(one, size)), f"{size}: {wrong}"


def test_the_layout_of_a_phone_comes_where_the_own_letters_need_it(window: Opener) -> None:
    one = window(scripts=False, size=SCREEN)
    one.go(GUIDE)
    assert one.page.eval_on_selector(".stack tr", "row => getComputedStyle(row).display") == "table-row"
    one.own_letters(32)
    one.go(GUIDE)
    assert one.page.eval_on_selector(".stack tr", "row => getComputedStyle(row).display") == "block"


def test_small_letters_are_larger_for_the_elder_by_as_much(window: Opener) -> None:
    one = window(scripts=False)
    one.own_letters(20)
    one.go("/elder" + GUIDE)
    assert one.ask("fontSize", "body") == 27.5


@pytest.mark.parametrize("width", [761, 780, 810, 1024, 1366])
def test_materials_fit_for_the_elder_at_every_width(window: Opener, width: int) -> None:
    one = window(f"/elder{GUIDE}", scripts=False, size=(width, 700))
    ((left, _, wide, _),) = one.ask("boxes", ".stack")
    assert left >= 0 and left + wide <= width
