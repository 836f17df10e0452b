"""The pictures of the help on accounts (注册操作手册): somebody registers, proves a name, and registers a firm.

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

    def code(self, phone: str, known: str = "") -> str:
        """The code that a phone got, and not the one that is ``known``; it waits for the outbox."""

        for _ in range(300):
            shown = html.unescape(urllib.request.urlopen(self._messages).read().decode())  # noqa: S310
            told = re.search(rf"<h3>{phone}</h3>.*?\"code\": \"(\d+)\"", shown, re.S)
            if told and told[1] != known:
                return told[1]
            self.page.wait_for_timeout(200)
        raise TimeoutError(f"no message to {phone} after a minute")


def picture_accounts(visit: Visit) -> None:
    """Register, prove the name, and register a firm up to the binding of its certificate."""
    page, phone = visit.page, f"139{secrets.randbelow(10**8):08}"
    number, firm = next(iter(FIRMS.items()))
    visit.open("/register/person")
    page.fill("#phone", "13900000000")
    visit.keep(page, "account-phone", "h1")
    page.fill("#phone", phone)
    visit.answer()
    page.click("main form button >> text=获取验证码")
    code = visit.code(phone)
    page.fill("#code", code)
    choose_password(page)
    page.check("#agree")
    visit.keep(page, "account-register", "main form")
    page.click(SEND)
    visit.keep(page, "account-level", "h1")
    page.click("main form[action$='level/code'] button")
    page.fill("#code", visit.code(phone, code))
    page.click("main form[action$=prove] button >> text=下一步")
    page.fill("#name", firm.representative)
    page.fill("#id_no", firm.id_no)
    visit.keep(page, "account-name", "h1")
    page.click("main button >> text=实名认证")
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


def choose_password(page: Page) -> None:
    """Write one twice."""
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
