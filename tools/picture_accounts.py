"""The pictures of the help on accounts (注册操作手册): somebody registers, proves a name, and registers a firm.

Those of the space for the README come with them.

``python tools/pictures.py http://127.0.0.1:8000 instance/secret-key`` makes them from a new demo that runs: the key
tells the answers of its captchas, the page of its simulators the codes. People and firms are the simulators'.
"""

from __future__ import annotations

import html
import re
import secrets
import urllib.request
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from govsite.domain.common.captcha import Captchas
from govsite.simulators.company import FIRMS

FAVOURITE = "070010015000"
SEND = "main form button[value=send]:not(.sr)"
PASSWORD = "长江水3x7~Kq"  # noqa: S105 - of an invented person in a demo


class Visit:
    """A browser without scripts at one site of a demo; ``keep`` makes a picture of what it shows."""

    def __init__(self, browser: Browser, portal: str, key: str, keep: Callable[[Page, str, str], None]) -> None:
        self.site, self.keep = f"{portal}/xiling", keep
        self._captchas = Captchas(Path(key).read_text("utf-8").strip())
        self._messages = f"{portal}/simulators/"
        context = browser.new_context(
            viewport={"width": 340, "height": 480}, device_scale_factor=1.5, java_script_enabled=False
        )
        self.page = context.new_page()

    def open(self, path: str) -> None:
        """Go to a page of the site."""
        self.page.goto(self.site + path)

    def answer(self) -> None:
        """Write what the picture of the captcha shows."""
        token = self.page.input_value("input[name=captcha_token]")
        self.page.fill("#captcha_answer", self._captchas._letters(token))

    def code(self, phone: str) -> str:
        """The code that a phone got; it waits for the outbox."""
        for _ in range(300):
            shown = html.unescape(urllib.request.urlopen(self._messages).read().decode())  # noqa: S310
            told = re.search(rf"<h3>{phone}</h3>.*?\"code\": \"(\d+)\"", shown, re.S)
            if told:
                return told[1]
            self.page.wait_for_timeout(200)
        raise TimeoutError(f"no message to {phone} after a minute")


def picture_accounts(visit: Visit) -> None:
    """Register, prove the name, use the space, and register a firm up to the binding of its certificate."""
    page, phone = visit.page, f"139{secrets.randbelow(10**8):08}"
    number, firm = next(iter(FIRMS.items()))
    visit.open("/login")
    visit.keep(page, "account-login", "h1")
    visit.open("/register/person")
    page.fill("#phone", "13900000000")
    visit.keep(page, "account-phone", "h1")
    page.fill("#phone", phone)
    visit.answer()
    page.click("main form button >> text=获取验证码")
    page.fill("#code", visit.code(phone))
    choose_password(page)
    page.check("#agree")
    visit.keep(page, "account-register", "main form")
    page.click(SEND)
    page.click("main form[action$='level/code'] button")
    page.fill("#name", firm.representative)
    page.fill("#id_no", firm.id_no)
    visit.keep(page, "account-name", "h1")
    page.click("main button >> text=实名认证")
    use_space(visit)
    visit.open("/account")
    visit.keep(page, "account-space", "h1")
    visit.open("/register/firm")
    page.locator("[name=kind]").first.check()
    page.fill("#name", firm.name)
    page.fill("#credit_code", number)
    visit.keep(page, "account-firm", "h1")
    page.click("main button >> text=下一步")
    page.fill("#name", firm.representative)
    page.fill("#id_no", firm.id_no)
    choose_password(page)
    page.click("main button >> text=实名认证")
    visit.keep(page, "account-certificate", "h1")


def use_space(visit: Visit) -> None:
    """A letter and a favourite, so that there is something in it."""
    page = visit.page
    visit.open("/letters/new")
    page.check("input[name=kind][value=咨询]")
    page.fill("#title", "换领身份证要不要本人去")
    page.fill("#body", "我在外地打工，身份证下个月到期。请问可以在打工的地方换吗？")
    page.wait_for_timeout(3500)  # who is quicker than a person is asked for a captcha
    page.locator("form[action$=new] p:not(.sr) > button[value=send]").last.click()
    visit.open(f"/account/favourites/new?item={FAVOURITE}")
    page.click("main form[action$=new] button")


def choose_password(page: Page) -> None:
    """Write one twice."""
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
