"""Settings of a site in a real browser: with scripts off, and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.apps import copy_of
from tests.browser.serving import served
from tests.browser.test_console import enter
from tests.browser.window import PHONE, SCREEN, Size, Window
from tests.cast import BY_KEY
from tests.console.people import hire

pytestmark = pytest.mark.browser
HERE = "/xiling/console/settings"


@pytest.fixture(scope="module")
def portal(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo portal, where there are items to find; nothing is published in it."""
    with copy_of(app, tmp_path_factory.mktemp("settings")) as made:
        hire(made)
        yield made


@pytest.fixture(scope="module")
def origin(portal: Flask) -> Iterator[str]:
    with served(portal) as found:
        yield found


@pytest.mark.parametrize(("scripts", "size"), [(False, SCREEN), (True, PHONE)], ids=["without scripts", "on a phone"])
def test_settings_are_edited(chromium: Browser, origin: str, portal: Flask, scripts: bool, size: Size) -> None:
    one = Window(chromium, origin, scripts=scripts, size=size)
    page = one.page
    enter(portal, one, BY_KEY["site_admin"])
    one.go(f"{HERE}/contact")
    page.fill("#contact-phone", "没有号码")
    page.press("#contact-phone", "Enter")
    expect(page.locator("#contact-phone-error")).to_contain_text("带区号的号码")
    expect(page.locator("#contact-phone")).to_have_value("没有号码")
    page.fill("#contact-phone", "0717-1234567")
    page.press("#contact-phone", "Enter")
    expect(page.locator(".done")).to_contain_text("草稿存好了")
    page.click("button[name=inherit][value='contact.phone']")
    expect(page.locator("#contact-phone")).to_have_value("")
    one.go(f"{HERE}/hot")
    page.fill("#query", "身份证")
    page.press("#query", "Enter")
    expect(page.locator(".done")).to_contain_text("找到")
    found = page.locator("input[name=hot]:not(:checked)")
    code = found.first.get_attribute("value")
    found.first.check()
    page.click("button[value=save]")
    expect(page.locator(f"input[name=hot][value='{code}']")).to_be_checked()
    one.go(f"{HERE}/features")
    page.check("input[name='features.second_reading'][value=on]")
    page.click("button[value=save]")
    expect(page.locator(".done")).to_contain_text("草稿存好了")
    one.go(HERE)
    expect(page.locator("tr", has_text="热门事项").locator("strong")).to_have_text("1 项")
    page.click("text=对比、预览、发布")
    page.click("button >> text=丢弃草稿")
    problems = [problem for problem in one.close() if "status of 422" not in problem]
    assert not problems, problems
