"""The captcha in real engines: without scripts, on a phone, in its two sizes, as sound, with the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.serving import served
from tests.browser.test_axe import TAGS, axe, violations
from tests.browser.window import NARROW, PHONE, SCREEN, Size, Window
from tests.web.captcha_page import NAME, TEXT, URL, note_portal

__all__ = ["axe"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with note_portal(tmp_path_factory.mktemp("captcha")) as made:
        yield made


@pytest.fixture(scope="module")
def origin(own: Flask) -> Iterator[str]:
    with served(own, "127.0.0.1") as found:
        yield found


@pytest.fixture
def asked(chromium: Browser, origin: str) -> Iterator[Callable[..., Window]]:
    """Opens the page and is asked, for what no person sees was filled in; nothing may go wrong in its windows."""
    opened: list[Window] = []

    def open_one(root: str = "", scripts: bool = False, size: Size = PHONE) -> Window:
        opened.append(Window(chromium, origin, scripts=scripts, size=size))
        opened[-1].go(root + URL)
        opened[-1].page.fill("[name=name]", NAME)
        opened[-1].page.fill("[name=text]", TEXT)
        opened[-1].page.locator("[name=website]").fill("x")
        opened[-1].page.click("[type=submit][value=send] >> nth=-1")
        expect(opened[-1].page.locator(".captcha img")).to_be_visible()
        return opened[-1]

    yield open_one
    problems = [problem for one in opened for problem in one.close() if "status of 422" not in problem]
    assert not problems, problems


def solution(app: Flask, one: Window) -> str:
    token = one.page.locator("[name=captcha_token]").get_attribute("value") or ""
    return str(app.extensions["captchas"]._letters(token))


def natural(one: Window) -> list[int]:
    """Width and height of the picture itself, once it has come."""
    arrived = "e => e.decode().then(() => [e.naturalWidth, e.naturalHeight])"
    found: list[int] = one.page.locator(".captcha img").evaluate(arrived)
    return found


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("root", ["", "/hant"])
def test_another_one_then_the_answer_and_return(
    own: Flask, asked: Callable[..., Window], root: str, scripts: bool
) -> None:
    one = asked(root, scripts=scripts)
    own.extensions["sent"].clear()
    first = solution(own, one)
    one.page.click("[value=another]")
    expect(one.page.locator(".errors")).to_have_count(0)
    expect(one.page.locator("[name=name]")).to_have_value(NAME)
    expect(one.page.locator("[name=text]")).to_have_value(TEXT)
    assert solution(own, one) != first
    one.page.fill("[name=captcha_answer]", solution(own, one).lower())
    one.page.press("[name=captcha_answer]", "Enter")
    expect(one.page.locator("main >> text=已提交")).to_be_visible()
    assert own.extensions["sent"] == [(NAME, TEXT)]


@pytest.mark.parametrize("size", [SCREEN, PHONE, NARROW])
def test_the_picture_is_enlarged_twofold_and_fits(asked: Callable[..., Window], axe: str, size: Size) -> None:
    one = asked(size=size, scripts=True)
    image = one.page.locator(".captcha img")
    assert natural(one) == [288, 120], "the picture is there"
    small = image.bounding_box()
    one.page.evaluate(axe)
    assert not (found := violations(one, TAGS)), found
    one.page.click("label[for=captcha_large]")
    large = image.bounding_box()
    assert small and large and large["width"] / small["width"] > (1.95 if size != NARROW else 1.7)
    assert abs(large["width"] / large["height"] - small["width"] / small["height"]) < 0.1
    assert one.ask("overflow") == []
    one.enlarge()
    assert one.ask("overflow") == [] and not (found := violations(one, TAGS)), f"large text: {found}"
    one.page.click("[value=another]")
    expect(one.page.locator(".captcha .wrong")).to_have_count(0)
    stays = image.bounding_box()
    assert stays and stays["width"] > 1.95 * small["width"], "there is more room without the bar of an error"
    for target in one.page.locator(".captcha :is([for=captcha_large], .quiet, [type=text])").all():
        assert (target.bounding_box() or {}).get("height", 0) >= 44, target


def test_the_sound_plays_in_the_page_and_by_its_link(asked: Callable[..., Window]) -> None:
    one = asked(scripts=True)
    seconds = one.page.locator(".captcha audio").evaluate(
        "e => new Promise((done, failed) => { e.onloadedmetadata = () => done(e.duration);"
        " e.onerror = () => failed(e.error.message); e.load(); e.preload = 'metadata'; })"
    )
    assert 5 < seconds < 10
    with one.context.expect_page() as opened:
        one.page.click("text=听读音")
    other = opened.value
    other.wait_for_selector("video")
    assert other.evaluate("document.querySelector('video').error") is None
    expect(one.page.locator("[name=text]")).to_have_value(TEXT)
