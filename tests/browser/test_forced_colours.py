"""Forced colours (high contrast of the system) leave out backgrounds and draw each border, also transparent ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.window import GUIDE, PHONE, SCREEN, Size, Window

pytestmark = pytest.mark.browser

# Buttons without an edge on one of their sides.
BARE = """() => [...document.querySelectorAll(
    "button, .btn, select, input:not([type=radio], [type=checkbox], [type=file])"
)].filter(button => {
    const style = getComputedStyle(button);
    const sides = ["Top", "Right", "Bottom", "Left"];
    return button.checkVisibility() && !button.closest(".sr, .toggle") &&
        sides.some(side => parseFloat(style[`border${side}Width`]) < 1 || style[`border${side}Style`] === "none");
}).map(button => button.outerHTML.slice(0, 80))"""
# Edges of an entry and of its neighbours, as they are seen.
EDGES = """entries => entries.map(entry => {
    const style = getComputedStyle(entry);
    const sides = ["Top", "Right", "Bottom", "Left"];
    return sides.map(side => style[`border${side}Style`] + style[`border${side}Width`]).join(" ");
})"""


def forced(window: Callable[..., Window], path: str, size: Size = SCREEN) -> Window:
    one = window(size=size)
    one.page.emulate_media(forced_colors="active")
    one.go(path)
    assert one.page.evaluate("matchMedia('(forced-colors: active)').matches")
    return one


@pytest.mark.parametrize(
    "path", ["/xiling/", "/yichang/halls", "/yichang/letters", GUIDE, "/xiling/letters/new", "/xiling/progress/lookup"]
)
def test_buttons_and_fields_keep_their_edges(window: Callable[..., Window], path: str) -> None:
    assert not (bare := forced(window, path).page.evaluate(BARE)), bare


@pytest.mark.parametrize("size", [SCREEN, PHONE])
@pytest.mark.parametrize(
    ("path", "entries", "current"),
    [
        ("/yichang/personal", ".nav a", ".nav a.on"),
        (GUIDE, ".tabs a, .tabs strong", ".tabs strong"),
        ("/yichang/personal", ".pager li a, .pager li strong", ".pager li strong"),
    ],
)
def test_the_current_entry_has_an_edge_of_its_own(
    window: Callable[..., Window], path: str, entries: str, current: str, size: Size
) -> None:
    one = forced(window, path, size)
    edges = one.page.eval_on_selector_all(entries, EDGES)
    (own,) = one.page.eval_on_selector_all(current, EDGES)
    assert len(edges) > 2 and edges.count(own) == 1, edges


def test_words_of_a_chart_are_read_on_black(window: Callable[..., Window]) -> None:
    one = window(size=SCREEN)
    one.page.emulate_media(forced_colors="active", color_scheme="dark")
    one.go("/yichang/supervision")
    ink = one.page.eval_on_selector(".chart text", "element => getComputedStyle(element).fill")
    assert ink == one.page.eval_on_selector("main", "element => getComputedStyle(element).color")
