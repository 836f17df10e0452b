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


def test_a_long_name_in_the_site_list_stays_in_its_row(window: Opener) -> None:
    one = window("/sites", size=SCREEN)
    one.page.eval_on_selector_all(".city h2", "names => names.map(name => name.textContent = '陵水保亭黎族苗族自治县')")
    below = """rows => rows.map(row => {
        const name = row.firstElementChild;
        return row.getBoundingClientRect().bottom - name.getBoundingClientRect().bottom;
    })"""
    assert min(one.page.eval_on_selector_all(".city", below)) >= 0
