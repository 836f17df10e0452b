"""A case is followed in a browser, with and without scripts: what is missing is sent in on a phone."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.letter_portal import Opener, origin, portal, window
from tests.browser.test_axe import axe
from tests.browser.test_letter_story import Stations, press
from tests.browser.window import PHONE
from tests.cases.applicant import FAULT, PASSWORD, ask_for, new_case
from tests.common.sent_files import picture

__all__ = ["axe", "origin", "portal", "window"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_applicant_sends_in_what_is_missing(portal: Flask, window: Opener, axe: str, scripts: bool) -> None:
    receipt, stations = new_case(portal), Stations(scripts, axe)
    ask_for(portal, receipt, "一寸照片")
    one = window("/xiling/", scripts=scripts, size=PHONE)
    one.page.fill("#progress-number", receipt.number.lower())
    one.page.fill("#progress-password", "1")
    one.page.click("form[action$='/progress/lookup'] button")
    expect(one.page.locator("#errors")).to_be_visible()
    expect(one.page.locator("#number")).to_have_value(receipt.number.lower())
    stations.look(one, "look-up with faults")
    one.page.fill("#password", PASSWORD)
    press(one, "查询")
    expect(one.page.locator(".state")).to_contain_text("待补充材料")
    assert one.path() == "/xiling/progress/lookup", "nothing secret stands in the address"
    one.go("/xiling/progress/lookup")  # as htmx leaves it and as a page of its own
    expect(one.page.locator("#supplement")).to_contain_text(FAULT)
    stations.look(one, "case that waits")
    photo = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    one.page.set_input_files("[type=file]", photo)  # type: ignore[arg-type]
    one.page.locator("#supplement button.quiet").click()
    expect(one.page.locator(".sent")).to_contain_text("照片.jpg")
    stations.look(one, "all has come")
    press(one, "提交补正材料")
    expect(one.page.locator("p.done[role=status]")).to_contain_text("已经提交")
    expect(one.page.locator(".state")).to_contain_text("审核中")
    stations.look(one, "case")
    press(one, "离开并清除")
    expect(one.page.locator("h1")).to_have_text("查进度")
    assert not stations.found, "\n".join(stations.found)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_everybody_searches_the_public_list(portal: Flask, window: Opener, axe: str, scripts: bool) -> None:
    new_case(portal)
    stations = Stations(scripts, axe)
    one = window("/hant/xiling/progress?recent=1", scripts=scripts, size=PHONE)
    expect(one.page.locator("#progress .row").first).to_contain_text("審核中")
    stations.look(one, "public list")
    one.page.fill("#number", "BJ-20261130-4K7PA3")
    one.page.locator("form.filter[method=get] button").click()
    expect(one.page.locator("#progress")).to_contain_text("沒有找到可以公開")
    stations.look(one, "nothing found")
    assert not stations.found, "\n".join(stations.found)
