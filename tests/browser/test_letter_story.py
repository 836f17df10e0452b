"""The whole story of a letter, with and without scripts: written on a phone, answered twice at the desk, published."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Locator, expect

from govsite.domain.common.uploads import MOST_BYTES
from tests.browser.letter_portal import OFFICE, SITES, Opener, origin, portal, window
from tests.browser.test_axe import STRONG, TAGS, axe, violations
from tests.browser.test_layout import FINGER
from tests.browser.window import GUIDE, NARROW, PHONE, SCREEN, Window
from tests.common.sent_files import picture
from tests.console.people import PASSWORD, code_now, forget_last_code
from tests.helpers import Visitor
from tests.letters.letters import see
from tests.letters.writer import NAME, TITLE, Receipt

__all__ = ["axe", "origin", "portal", "window"]
pytestmark = pytest.mark.browser

CODE = GUIDE.rpartition("/")[2]
COUNTING = ("/letters/figures", f"/guides/{CODE}/ratings")
TELEPHONE = "138 0000 1234"
BODY = f"头发店门口办身份证，于师傅叫我打 {TELEPHONE}。\n我叫{NAME}，已经等了三个月。"
TIDY = """() => { document.documentElement.className = '';  // axe leaves empty styles, which htmx would carry over
    document.querySelectorAll('[style=""]').forEach(element => element.removeAttribute('style')); }"""
QUESTION, ADDITION = "请问是哪一天办的？", "三月五日，在学院街。"
FIRST, REASON, SECOND = "请再等一等。", "没有说等到哪一天。", "十二月八日可以来取，带上受理回执。"


class Stations:
    """The pages that the story passes; each is looked at in three sizes and by axe, ``found`` is what is wrong.

    Without scripts it is the same page with the same style, and is looked at in the narrowest.
    """

    def __init__(self, scripts: bool, axe: str) -> None:
        self.scripts, self.axe = scripts, axe
        self.found: list[str] = []

    def look(self, one: Window, name: str) -> None:
        """Look at a page, and leave it as it was but for its size."""
        size = one.page.viewport_size
        assert size is not None
        for width in (SCREEN, PHONE, NARROW) if self.scripts else (NARROW,):
            one.resize(width)
            self._say(name, width, one.ask("overflow"))
        self._say(name, NARROW, one.ask("covered") + one.ask("small", FINGER) + one.ask("apart"))
        if self.scripts:
            one.page.evaluate(self.axe)
            self._say(name, NARROW, violations(one, TAGS))
            one.enlarge()
            self._say(name, "large text", one.ask("overflow") + violations(one, TAGS, STRONG))
            one.page.evaluate(TIDY)
        one.resize((size["width"], size["height"]))

    def _say(self, name: str, where: object, found: list[str]) -> None:
        self.found += [f"{name} {where}: {each}" for each in found]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_story_of_a_letter(app: Flask, portal: Flask, window: Opener, axe: str, scripts: bool) -> None:
    root, stations = f"/{SITES[scripts]}", Stations(scripts, axe)
    before = counted(*(Visitor(app.test_client()).get(root + path).main for path in COUNTING))  # no letter of ours

    writer = window(f"{root}/guides/{CODE}", scripts=scripts, size=PHONE)
    receipt = write(portal, writer, stations)
    phone = window("/yichang/letters/lookup", scripts=scripts, size=PHONE)
    stations.look(phone, "look-up")
    look_up(phone, receipt)
    stations.look(phone, "letter of its writer")

    clerk = window(f"{root}/console/letters", scripts=scripts, size=SCREEN)
    sign_in(portal, clerk, f"{root[1:]}.first", stations)
    at_desk(clerk, TITLE, stations)
    send(clerk, "ask", QUESTION)
    expect(clerk.page.locator("p.done[role=status]")).to_contain_text(receipt.number)

    phone.go("/yichang/letters/lookup")
    stations.look(phone, "letter that waits")
    said = phone.page.locator(".said.office")
    expect(said).to_contain_text(QUESTION)
    send(phone, "add", ADDITION)
    expect(phone.page.locator("p.done[role=status]")).to_contain_text("补充已经提交")

    at_desk(clerk, TITLE)
    expect(clerk.page.locator(".said.writer").nth(1)).to_contain_text(ADDITION)
    send(clerk, "reply", FIRST)

    phone.go("/yichang/letters/lookup")
    expect(phone.page.locator(".said.reply")).to_contain_text(FIRST)
    stations.look(phone, "answered letter")
    rate(phone, "不满意")
    send(phone, "reopen", REASON, "reason")
    expect(phone.page.locator("p.done[role=status]")).to_contain_text("重新办理")
    leave(phone)

    other = window(f"{root}/console/letters", scripts=scripts, size=SCREEN)
    sign_in(portal, other, f"{root[1:]}.second")
    at_desk(other, TITLE, queue="重")
    expect(other.page.locator(".sheet")).to_contain_text(REASON)
    send(other, "reply", SECOND)
    public = publish(other, stations)
    see(portal)
    one = window(f"{root}/letters", scripts=scripts, size=PHONE)
    read(one, root, public, stations)
    after = counted(*(figures(one, root + path, stations) for path in COUNTING))
    assert after == {measure: number + 1 for measure, number in before.items()}
    assert not stations.found, "\n".join(stations.found)


def press(within: Window | Locator, words: str) -> None:
    place = within.page.locator("main") if isinstance(within, Window) else within
    place.get_by_role("button", name=words, exact=True).and_(place.locator(":not([aria-hidden])")).click()


def write(app: Flask, one: Window, stations: Stations) -> Receipt:
    """From the guide of an item; what is missing, too large or wrong comes back with all that was typed."""
    one.page.click("main >> text=我要咨询")
    expect(one.page.locator("#kind")).to_be_checked()
    stations.look(one, "new letter")
    press(one, "提交")
    expect(one.page.locator("#errors")).to_contain_text("请写标题")
    expect(one.page.locator("#errors li")).to_have_count(2)
    stations.look(one, "letter with faults")
    one.page.fill("#title", TITLE)
    one.page.fill("#body", BODY)
    one.page.select_option("#department", OFFICE)
    one.page.fill("#name", NAME)
    one.page.fill("#phone", TELEPHONE)
    one.page.check("#public")
    large = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": bytes(MOST_BYTES + 1)}
    one.page.set_input_files("#files", large)  # type: ignore[arg-type]
    press(one, "提交")
    expect(one.page.locator(".refusals")).to_contain_text("照片.jpg")
    kept(one)
    small = {"name": "回执.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    one.page.set_input_files("#files", small)  # type: ignore[arg-type]
    one.page.locator("#website").fill("x")  # no person sees it: so one is asked for the captcha
    press(one, "提交")
    expect(one.page.locator(".captcha img")).to_be_visible()
    one.page.fill("#captcha_answer", "-----")
    press(one, "提交")
    expect(one.page.locator(".captcha .error")).to_be_visible()
    kept(one)
    expect(one.page.locator(".held")).to_contain_text("回执.jpg")
    stations.look(one, "captcha")
    token = one.page.locator("[name=captcha_token]").get_attribute("value") or ""
    one.page.fill("#captcha_answer", app.extensions["captchas"]._letters(token))
    one.page.press("#captcha_answer", "Enter")
    number, password = (one.page.locator(f".ticket-{name}").inner_text() for name in ("number", "password"))
    assert re.fullmatch(r"XJ-\d{8}-[0-9A-Z]{6}", number), number
    stations.look(one, "receipt")
    press(one, "我已保存")
    expect(one.page.locator("h1")).to_have_text("查回复")
    return Receipt(number, password)


def kept(one: Window) -> None:
    for name, value in {"title": TITLE, "body": BODY, "name": NAME, "phone": TELEPHONE, "department": OFFICE}.items():
        expect(one.page.locator(f"#{name}")).to_have_value(value)
    expect(one.page.locator("#public")).to_be_checked()


def look_up(one: Window, receipt: Receipt) -> None:
    """As people type on a phone: small letters, no hyphens, no spaces; the first time with a slip."""
    one.page.fill("#number", receipt.number.lower().replace("-", " "))
    one.page.fill("#password", "0000 0000 0000 0000")
    press(one, "查询")
    expect(one.page.locator("#errors")).to_be_visible()
    one.page.fill("#password", receipt.password.replace(" ", ""))
    press(one, "查询")
    expect(one.page.locator("h1")).to_have_text(TITLE)
    assert one.path() == "/yichang/letters/lookup", "nothing secret stands in the address"


def sign_in(app: Flask, one: Window, username: str, stations: Stations | None = None) -> None:
    forget_last_code(app)
    if stations:
        stations.look(one, "sign-in")
    one.page.fill("#username", username)
    one.page.fill("#password", PASSWORD)
    press(one, "下一步")
    expect(one.page.locator("#code")).to_be_visible()
    if stations:
        stations.look(one, "code")
    one.page.fill("#code", code_now())
    press(one, "登录")
    expect(one.page.locator("#desk")).to_be_visible()
    if stations:
        stations.look(one, "desk")


def at_desk(one: Window, title: str, stations: Stations | None = None, queue: str = "") -> None:
    """Open a letter from the desk; by a queue where one is named."""
    one.page.goto(one.origin + "/" + one.path().split("/")[1] + "/console/letters" + "?queue=all" * (not queue))
    if queue:
        one.page.locator(".queues a", has_text=queue).click()
        expect(one.page.locator(".queues .on")).to_contain_text(queue)
    one.page.locator("#many th a", has_text=title).click()
    expect(one.page.locator("h1")).to_have_text(title)
    if stations:
        stations.look(one, "letter at the desk")


def send(one: Window, action: str, words: str, name: str = "text") -> None:
    """Fill in one of the forms of an open letter, unfolded where it is folded, and send it."""
    folded = one.page.locator(f"details#{action}:not([open]) > summary")
    if folded.count():
        folded.click()
    one.page.fill(f"#{action}-{name}", words)
    one.send(one.page.locator(f"#{action} form > p > button:not([tabindex])"))


def rate(one: Window, words: str) -> None:
    one.page.get_by_role("radio", name=words, exact=True).check()
    press(one, "提交评价")
    expect(one.page.locator("p.done[role=status]")).to_contain_text("评价已经记下")


def leave(one: Window) -> None:
    press(one, "离开并清除")
    expect(one.page.locator("h1")).to_have_text("查回复")
    one.page.go_back()
    assert REASON not in one.page.content()


def publish(one: Window, stations: Stations) -> str:
    """Publish the letter without what tells who wrote it; returns where it is."""
    at_desk(one, TITLE)
    one.page.click("text=隐去个人信息，公开")
    expect(one.page.locator("#answer")).to_be_visible()
    stations.look(one, "publishing")
    ready = [one.page.locator(f"#{name}").input_value() for name in ("title", "body", "answer")]
    assert not any(NAME in text or TELEPHONE in text for text in ready), ready
    press(one, "公开")
    expect(one.page.locator("#errors")).to_be_visible()
    one.page.check("#sure")
    press(one, "公开")
    expect(one.page.locator("p.done[role=status]")).to_contain_text("已公开")
    at_desk(one, TITLE)
    return one.page.locator(".publishing a").first.get_attribute("href") or ""


def read(one: Window, root: str, public: str, stations: Stations) -> None:
    """As everybody does: found in the list, without what tells who wrote it; in Traditional the same words."""
    stations.look(one, "published letters")
    one.page.click(f"#letters >> text={TITLE}")
    expect(one.page.locator("h1")).to_have_text(TITLE)
    stations.look(one, "published letter")
    words = one.page.inner_text("main")
    assert SECOND in words and "头发店" in words and NAME not in words and TELEPHONE not in words
    one.go(f"/hant{public}")
    words = one.page.inner_text("main")
    assert "头发店" in words and TITLE in words and "答覆" in words


def figures(one: Window, path: str, stations: Stations) -> str:
    one.go(path)
    stations.look(one, path.rpartition("/")[2])
    return one.page.inner_text("main")


def counted(figures: str, ratings: str) -> dict[str, int]:
    """What the statistics say was received, answered and rated, and of how many people the item was rated."""
    patterns = {"received": r"收到来信\s*(\d+) 件", "answered": r"已答复 (\d+) 件", "rated": r"(\d+) 人评价"}
    found = {measure: re.search(pattern, figures) for measure, pattern in patterns.items()}
    found["rated item"] = re.search(r"共 (\d+) 人评价", ratings)
    return {measure: int(match[1]) if match else 0 for measure, match in found.items()}
