"""axe-core finds nothing: WCAG 2.2 A and AA and its best practices, in the standard and the large-text display."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from govsite.config import PROJECT
from tests.browser.window import PHONE, SCREEN, Window
from tests.places import PAGES, Place, by_place, shortened

pytestmark = pytest.mark.browser

AXE = PROJECT / ".cache/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
STRONG = ("color-contrast-enhanced",)  # 7:1
RUN = "options => axe.run(document, options).then(found => found.violations)"


def violations(one: Window, tags: list[str], rules: tuple[str, ...] = ()) -> list[str]:
    """What axe finds, as one sentence a rule with the first places."""
    options = {
        "runOnly": {"type": "tag", "values": tags},
        "rules": {rule: {"enabled": True} for rule in rules},
        "resultTypes": ["violations"],
        "preload": False,
        "iframes": False,
    }
    found: list[dict[str, Any]] = one.page.evaluate(RUN, options)
    return [f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found]


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("no axe-core here: tools/assets.py fetches it")
    return AXE.read_text("utf-8")


@by_place(shortened(PAGES))
def test_axe_finds_nothing(window: Callable[..., Window], places: dict[str, str], axe: str, place: Place) -> None:
    one = window(size=SCREEN)
    one.go(places[place.name], place.status)
    one.page.evaluate(axe)
    assert not (found := violations(one, TAGS)), found
    one.enlarge()
    one.resize(PHONE)
    assert not (found := violations(one, TAGS, STRONG)), f"large text: {found}"
