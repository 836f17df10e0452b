"""Every kind of page at every size, with and without scripts, in both Chinese scripts: whole and reachable."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.places import GUIDE, MISSING, NAMES
from tests.browser.window import NARROW, PHONE, SCREEN, WIDE, Size, Window

pytestmark = pytest.mark.browser

FINGER = 44
TWINS = ("help,", "guide, ")

Opener = Callable[..., Window]


def pairs() -> list[tuple[str, bool, str]]:
    """With and without scripts, each in the other Chinese script; pages of one make (TWINS) take turns."""
    chosen = []
    for number, name in enumerate(NAMES):
        prefix, other = ("", "/hant") if number % 2 else ("/hant", "")
        both = [(name, True, prefix), (name, False, other)]
        chosen += [both[number % 2]] if name.startswith(TWINS) else both
    return chosen


@pytest.mark.parametrize(("name", "scripts", "prefix"), pairs())
def test_fits_and_is_reachable(window: Opener, places: dict[str, str], name: str, scripts: bool, prefix: str) -> None:
    one = window(scripts=scripts)
    one.go(prefix + places[name], 404 if name in MISSING else 200)
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
    below = (
        "rows => rows.map(row => row.getBoundingClientRect().bottom - row.firstChild.getBoundingClientRect().bottom)"
    )
    assert min(one.page.eval_on_selector_all(".city", below)) >= 0
