"""Pages of a letter that stood open too long: nothing that was typed is lost, and it is one click more."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import delete

from govsite.database.session import writing
from govsite.domain.common.captcha import Captchas
from govsite.domain.tickets.door import KIND
from govsite.models.sign_in import SignIn
from tests.browser.letter_portal import OFFICE, SITES, Opener, origin, portal, window
from tests.browser.test_letter_story import at_desk, look_up, press, send, sign_in
from tests.browser.window import PHONE, SCREEN, Window
from tests.common.sent_files import picture
from tests.letters.writer import TITLE, Receipt

__all__ = ["origin", "portal", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])]

BODY, ADDITION = "头发店门口的路灯坏了，于师傅说过了年再来。", "三月五日，在学院街。"
ANSWER = "已经派人去修，三日内修好。"
FILE = {"name": "回执.jpg", "mimeType": "image/jpeg", "buffer": picture()}


def write(portal: Flask, one: Window) -> Receipt:
    """With a captcha that is answered right, an hour too late, and once more."""
    one.page.check("[name=kind][value=求助]")
    one.page.fill("#title", TITLE)
    one.page.fill("#body", BODY)
    one.page.select_option("#department", OFFICE)
    one.page.set_input_files("#files", FILE)  # type: ignore[arg-type]
    one.page.locator("#website").fill("x")  # no person sees it: so one is asked for the captcha
    press(one, "提交")
    answer(portal, one, later=3600)
    expect(one.page.locator(".captcha .error")).to_contain_text("已经过期")
    expect(one.page.locator("#title")).to_have_value(TITLE)
    expect(one.page.locator("#body")).to_have_value(BODY)
    expect(one.page.locator(".held")).to_contain_text("回执.jpg")
    answer(portal, one)
    number, password = (one.page.locator(f".ticket-{name}").inner_text() for name in ("number", "password"))
    press(one, "我已保存")
    expect(one.page.locator("h1")).to_have_text("查回复")
    return Receipt(number, password)


def answer(portal: Flask, one: Window, later: int = 0) -> None:
    captchas: Captchas = portal.extensions["captchas"]
    token = one.page.locator("[name=captcha_token]").get_attribute("value") or ""
    one.page.fill("#captcha_answer", captchas._letters(token))
    captchas._now = lambda: time.time() + later
    with one.page.expect_response(lambda answer: answer.request.method == "POST"):
        one.page.press("#captcha_answer", "Enter")
    captchas._now = time.time


def close_doors(portal: Flask) -> None:
    """As fifteen minutes do."""
    with portal.app_context(), writing() as session:
        session.execute(delete(SignIn).where(SignIn.kind == KIND))


def test_nothing_is_lost(portal: Flask, window: Opener, scripts: bool) -> None:
    slug = SITES[scripts]
    phone = window(f"/{slug}/letters/new", scripts=scripts, size=PHONE)
    receipt = write(portal, phone)

    phone.go("/yichang/letters/lookup")
    look_up(phone, receipt)
    close_doors(portal)
    send(phone, "add", ADDITION)
    expect(phone.page.locator("#kept")).to_have_value(ADDITION)
    look_up(phone, receipt)
    send(phone, "add", ADDITION)
    expect(phone.page.locator("p.done[role=status]")).to_contain_text("已经提交")

    clerk = window(f"/{slug}/console/letters", scripts=scripts, size=SCREEN)
    sign_in(portal, clerk, f"{slug}.first")
    at_desk(clerk, TITLE)
    clerk.page.evaluate("document.querySelector('#reply [name=csrf_token]').value = 'of another session'")
    clerk.page.locator("details#reply > summary").click()
    clerk.page.locator("#reply .attach summary").click()
    clerk.page.set_input_files("#reply input[type=file] >> nth=0", FILE)  # type: ignore[arg-type]
    send(clerk, "reply", ANSWER)
    expect(clerk.page.locator("#errors")).to_contain_text("页面停留太久")
    expect(clerk.page.locator("#reply-text")).to_have_value(ANSWER)
    expect(clerk.page.locator("#reply .refusals")).to_contain_text("请重新选择")
    clerk.page.set_input_files("#reply input[type=file] >> nth=0", FILE)  # type: ignore[arg-type]
    clerk.page.locator("#reply form > p > button:not([tabindex])").first.click()
    expect(clerk.page.locator("p.done[role=status]")).to_contain_text(receipt.number)

    phone.go("/yichang/letters/lookup")
    expect(phone.page.locator(".said.reply")).to_contain_text(ANSWER)
    expect(phone.page.locator(".said.reply")).to_contain_text("回执.jpg")
