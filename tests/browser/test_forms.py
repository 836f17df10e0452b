"""Pages where people write: labelled, large enough to touch, and right in old engines and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.serving import served
from tests.browser.test_axe import TAGS, axe, violations
from tests.browser.window import PHONE, SCREEN, Window
from tests.web.form_page import NAME, TEXT, URL, form_portal

__all__ = ["axe"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with form_portal(tmp_path_factory.mktemp("forms")) as made, served(made, "127.0.0.1") as found:
        yield found


@pytest.fixture
def form(chromium: Browser, origin: str) -> Iterator[Callable[..., Window]]:
    """Opens the page with a form; nothing may go wrong in its windows."""
    opened: list[Window] = []

    def open_one(root: str = "", **wanted: object) -> Window:
        opened.append(Window(chromium, origin, **wanted))  # type: ignore[arg-type]
        opened[-1].go(root + URL)
        return opened[-1]

    yield open_one
    problems = [problem for one in opened for problem in one.close() if "status of 422" not in problem]
    assert not problems, problems


def send(one: Window) -> None:
    one.page.click("form[enctype] button")
    expect(one.page.locator(".errors")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("root", ["", "/hant"])
def test_an_invalid_form_comes_back_with_what_was_typed(form: Callable[..., Window], root: str, scripts: bool) -> None:
    one = form(root, scripts=scripts)
    one.page.fill("[name=name]", NAME)
    one.page.fill("[name=text]", TEXT)
    send(one)
    expect(one.page.locator("[name=name]")).to_have_value(NAME)
    expect(one.page.locator("[name=text]")).to_have_value(TEXT)
    one.page.click(".errors a >> nth=0")
    expect(one.page.locator("#kind")).to_be_focused()


@pytest.mark.parametrize("size", [SCREEN, PHONE])
def test_fields_are_labelled_and_large_enough(form: Callable[..., Window], axe: str, size: tuple[int, int]) -> None:
    one = form(size=size)
    send(one)
    one.page.evaluate(axe)
    assert not (found := violations(one, TAGS)), found
    assert one.ask("overflow") == []
    one.enlarge()
    assert not (found := violations(one, TAGS)), f"large text: {found}"
    for target in one.page.locator(
        "form[enctype] :is(input:not([type=hidden]):not(.choice input), select, .choice label)"
    ).all():
        box = target.bounding_box()
        assert box and box["height"] >= 44, target
