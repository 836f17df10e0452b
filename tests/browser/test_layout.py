"""Every kind of page at every size, with and without scripts, in both Chinese scripts: whole and reachable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.window import GUIDE, NARROW, PHONE, SCREEN, WIDE, Size, Window
from tests.places import PAGES, Place, name_of

pytestmark = pytest.mark.browser

FINGER = 44
TWINS = ("help,", "guide, ")

Opener = Callable[..., Window]


def pairs() -> list[Any]:
    """With and without scripts, each in the other Chinese script; pages of one make (TWINS) take turns."""
    chosen = []
    for number, place in enumerate(PAGES):
        prefix, other = ("", "/hant") if number % 2 else ("/hant", "")
        both = [(place, True, prefix), (place, False, other)]
        for pair in [both[number % 2]] if place.name.startswith(TWINS) else both:
            chosen.append(pytest.param(*pair, marks=() if place.short else pytest.mark.long))
    return chosen


@pytest.mark.parametrize(("place", "scripts", "prefix"), pairs(), ids=name_of)
def test_fits_and_is_reachable(
    window: Opener, places: dict[str, str], place: Place, scripts: bool, prefix: str
) -> None:
    one = window(scripts=scripts)
    one.go(prefix + places[place.name], place.status)
    for size in (WIDE, SCREEN, NARROW, PHONE):
        one.resize(size)
        assert not (wrong := one.ask("overflow")), f"{size}: {wrong}"
    assert not (wrong := one.ask("covered")), wrong
    assert not (wrong := one.ask("small", FINGER)), wrong
    assert not (wrong := one.ask("apart")), wrong
    if scripts:
        one.resize(SCREEN)
        assert not (wrong := one.ask("covered")), wrong
    else:
        one.enlarge()
        assert not (wrong := one.ask("overflow") + one.ask("covered")), f"large text: {wrong}"
        one.resize(SCREEN)
        assert not (wrong := one.ask("overflow")), f"large text: {wrong}"


@pytest.mark.parametrize("size", [PHONE, SCREEN])
def test_labels_keep_off_what_they_name(window: Opener, size: Size) -> None:
    one = window(f"{GUIDE}/basic", size=size)
    air = """labels => labels.map(label => {
        const words = document.createRange();
        words.selectNodeContents(label);
        return label.nextElementSibling.getBoundingClientRect().left - words.getBoundingClientRect().right;
    })"""
    assert min(one.page.eval_on_selector_all(".facts dt", air)) >= 8


def test_the_home_has_two_sections_a_row_and_no_hole_beside_one(window: Opener) -> None:
    sections = window("/", size=WIDE).ask("boxes", ".halves~.halves .half")
    pairs = list(zip(sections[::2], sections[1::2], strict=True))
    assert len(pairs) == 3 and all(left[1] == right[1] for left, right in pairs)
    assert max(abs(left[3] - right[3]) for left, right in pairs) < 160


@pytest.mark.parametrize("path", ["/sites", f"{GUIDE.removeprefix('/xiling')}/elsewhere"])
def test_places_stand_in_rows_as_high_as_their_names_and_in_equal_cells(window: Opener, path: str) -> None:
    one = window(path, size=WIDE)
    one.page.eval_on_selector_all(".city h2", "names => names.map(name => name.textContent = '陵水保亭黎族苗族自治县')")
    below = """rows => rows.map(row => {
        const name = row.firstElementChild;
        return row.getBoundingClientRect().bottom - name.getBoundingClientRect().bottom;
    })"""
    for size in (WIDE, SCREEN, PHONE):
        one.resize(size)
        assert min(one.page.eval_on_selector_all(".city", below)) >= 0, size
        assert len({round(width) for *_, width, _ in one.ask("boxes", ".city p a")}) == 1, size
