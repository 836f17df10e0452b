"""Every kind of page at every size, with and without scripts, in both Chinese scripts: whole and reachable."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.places import MISSING, NAMES
from tests.browser.window import NARROW, PHONE, SCREEN, WIDE, Window

pytestmark = pytest.mark.browser

FINGER = 44


def pairs() -> list[tuple[str, bool, str]]:
    """Each page twice: with and without scripts, each time in the other Chinese script."""
    chosen = []
    for number, name in enumerate(NAMES):
        prefix, other = ("", "/hant") if number % 2 else ("/hant", "")
        chosen += [(name, True, prefix), (name, False, other)]
    return chosen


@pytest.mark.parametrize(("name", "scripts", "prefix"), pairs())
def test_fits_and_is_reachable(
    window: Callable[..., Window], places: dict[str, str], name: str, scripts: bool, prefix: str
) -> None:
    one = window(scripts=scripts)
    one.go(prefix + places[name], 404 if name in MISSING else 200)
    for size in (WIDE, SCREEN, PHONE, NARROW):
        one.resize(size)
        assert not (wrong := one.ask("overflow") + one.ask("covered")), f"{size}: {wrong}"
    one.resize(PHONE)
    assert not (wrong := one.ask("small", FINGER)), wrong
    one.enlarge()
    for size in (PHONE, SCREEN):
        one.resize(size)
        assert not (wrong := one.ask("overflow") + one.ask("covered")), f"{size}, large text: {wrong}"
