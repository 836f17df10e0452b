"""The whole story of a case, with and without scripts: taken in at the desk, followed on a phone in Traditional."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.letter_portal import SITES, Opener, origin, portal, window
from tests.browser.test_axe import axe
from tests.browser.test_letter_story import CODE, Stations, press, sign_in
from tests.browser.window import PHONE, SCREEN, Window
from tests.common.sent_files import picture
from tests.letters.writer import Receipt

__all__ = ["axe", "origin", "portal", "window"]
pytestmark = pytest.mark.browser

NAME, FAULT, REMEDY = "范余头", "照片不是白底的", "到照相馆重拍，头发不要遮耳朵"
PHOTO = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": picture()}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_story_of_a_case(portal: Flask, window: Opener, axe: str, scripts: bool) -> None:
    root, stations = f"/{SITES[scripts]}", Stations(scripts, axe)
    clerk = window(f"{root}/console/letters", scripts=scripts, size=SCREEN)
    sign_in(portal, clerk, f"{root[1:]}.first")
    clerk.go(f"{root}/console/cases")
    stations.look(clerk, "desk of cases")
    receipt = take_in(clerk, root, stations)
    tell_what_is_missing(clerk, root, receipt, stations)

    phone = window("/hant/yichang/progress/lookup", scripts=scripts, size=PHONE)
    phone.page.fill("#number", receipt.number.lower().replace("-", " "))
    phone.page.fill("#password", receipt.password.replace(" ", ""))
    press(phone, "查詢")
    expect(phone.page.locator(".state")).to_contain_text("待補充材料")
    phone.go("/hant/yichang/progress/lookup")
    expect(phone.page.locator("#supplement")).to_contain_text(FAULT)
    expect(phone.page.locator("#supplement")).to_contain_text(REMEDY)
    stations.look(phone, "what is missing")
    phone.page.set_input_files("#supplement [type=file]", PHOTO)  # type: ignore[arg-type]
    phone.page.locator("#supplement button.quiet").click()
    expect(phone.page.locator(".sent")).to_contain_text("照片.jpg")
    press(phone, "提交補正材料")
    expect(phone.page.locator("p.done[role=status]")).to_contain_text("已經提交")
    expect(phone.page.locator(".state")).to_contain_text("待審核")

    open_case(clerk, root, receipt)
    expect(clerk.page.locator("main")).to_contain_text("收到补充材料")
    stations.look(clerk, "case that was supplied")
    do(clerk, "accept")
    open_case(clerk, root, receipt)
    expect(clerk.page.locator("main")).to_contain_text("审核中")
    do(clerk, "grant", result="居民身份证")
    expect(clerk.page.locator("p.done[role=status]")).to_contain_text(receipt.number)
    do(clerk, "produce")
    expect(clerk.page.locator("#deliver")).to_be_attached()
    stations.look(clerk, "result that waits")

    phone.go("/hant/yichang/progress/lookup")
    expect(phone.page.locator(".state")).to_contain_text("已通過")
    stations.look(phone, "granted case")
    open_case(clerk, root, receipt)
    do(clerk, "deliver", words="本人领取")
    phone.go("/hant/yichang/progress/lookup")
    expect(phone.page.locator(".state")).to_contain_text("已辦結")
    words = phone.page.inner_text("main")
    assert "本人领取" in words, "what a clerk wrote is as it was written"
    assert "結果已送達" in words and "您已補充材料" in words
    stations.look(phone, "delivered case")
    press(phone, "離開並清除")
    expect(phone.page.locator(".state")).to_have_count(0)
    phone.page.wait_for_load_state()
    phone.page.go_back()
    assert FAULT not in phone.page.content()
    assert not stations.found, "\n".join(stations.found)


def take_in(one: Window, root: str, stations: Stations) -> Receipt:
    """By the item's number, everything brought but the first material; what is left out comes back first."""
    one.go(f"{root}/console/cases/new")
    one.page.fill("#q", CODE)
    one.page.press("#q", "Enter")
    one.page.locator(f"main a[href*='item={CODE}']").click()
    expect(one.page.locator("[name=kind]").first).to_be_attached()
    stations.look(one, "taking in")
    press(one, "收件，打印回执")
    expect(one.page.locator("#errors")).to_be_visible()
    one.page.locator("[name=kind][value=person]").check()
    one.page.fill("#name", NAME)
    boxes = one.page.locator("[name=materials]")
    for number in range(1, boxes.count()):
        boxes.nth(number).check()
    one.page.locator("[name=how][value=pick-up]").check()
    press(one, "收件，打印回执")
    number, password = (one.page.locator(f".ticket-{name}").inner_text() for name in ("number", "password"))
    assert re.fullmatch(r"BJ-\d{8}-[0-9A-Z]{6}", number), number
    stations.look(one, "receipt of a case")
    return Receipt(number, password)


def tell_what_is_missing(one: Window, root: str, receipt: Receipt, stations: Stations) -> None:
    one.page.click("text=一次性告知")
    expect(one.page.locator("#ask")).to_be_attached()
    unfold(one, "ask")
    expect(one.page.locator("#ask [name^=fault_]").first).to_be_visible()
    stations.look(one, "case at the desk")
    one.page.locator("#ask [name^=fault_]").first.fill(FAULT)
    one.page.locator("#ask [name^=remedy_]").first.fill("")
    press_in(one, "ask")
    expect(one.page.locator("#errors, #ask .error").first).to_be_visible()
    assert one.page.locator("#ask [name^=fault_]").first.input_value() == FAULT
    one.page.locator("#ask [name^=remedy_]").first.fill(REMEDY)
    press_in(one, "ask")
    expect(one.page.locator("p.done[role=status]")).to_contain_text("已一次性告知")
    one.page.click("text=打印一次性告知书")
    expect(one.page.locator("main")).to_contain_text(REMEDY)
    stations.look(one, "notice")


def open_case(one: Window, root: str, receipt: Receipt) -> None:
    """From the desk, by its number."""
    one.go(f"{root}/console/cases?q={receipt.number}")
    one.page.locator("main th a").first.click()
    expect(one.page.locator("h1")).not_to_have_text("办件")
    expect(one.page.locator("main")).to_contain_text(receipt.number)


def unfold(one: Window, action: str) -> None:
    folded = one.page.locator(f"details#{action}:not([open]) > summary")
    if folded.count():
        folded.click()


def press_in(one: Window, action: str) -> None:
    one.send(one.page.locator(f"#{action} form > p > button:not([tabindex])"))


def do(one: Window, action: str, **fields: str) -> None:
    """Fill in one of the forms of an open case and send it."""
    unfold(one, action)
    for name, value in fields.items():
        one.page.fill(f"#{action}-{name}", value)
    press_in(one, action)
