"""The writer of letters in the tests: writes, looks up, does what a letter's page offers; through HTTP as people do."""

from __future__ import annotations

import time
from dataclasses import dataclass
from random import randrange
from typing import Any

from flask import Flask

from govsite.domain.common.suspicion import begun
from tests.conftest import SECRET
from tests.helpers import Page, Visitor
from tests.submitting import Redirect, submit

TITLE, BODY = "范家湾的路灯坏了三天", "头发店门口的路灯坏了。\n\n于师傅来过一次，没有修好。"
NAME, PHONE, EMAIL = "范晓燕", "138 0000 1234", "fan@example.cn"
KIND = "咨询"
LETTER = {"kind": KIND, "title": TITLE, "body": BODY}


@dataclass(frozen=True)
class Receipt:
    """What somebody writes down from the page."""

    number: str
    password: str


def receipt_of(page: Page) -> Receipt:
    """The number and the password on a page."""
    words = [page.one(f"//*[@class='ticket-{name}']").text_content() for name in ("number", "password")]
    return Receipt(*words)


def patient(page: Page) -> Page:
    """A page whose form was opened a while ago, as it is when a person fills it in."""
    key = page.one("//main//input[@name='form_key']").get("value")
    page.one("//main//input[@name='begun']").set("value", begun(SECRET, key, time.time() - 60))
    return page


def blank(app: Flask, site: str = "/xiling", query: str = "", address: str = "") -> Page:
    """The form, in a browser of its own at an address of its own."""
    visitor = Visitor(app.test_client())
    visitor.client.environ_base["REMOTE_ADDR"] = address or f"8.{randrange(256)}.{randrange(256)}.{randrange(256)}"
    return patient(visitor.get(f"{site}/letters/new{query}"))


def write(app: Flask, site: str = "/xiling", **fields: Any) -> Receipt:
    """Write a letter and return its receipt."""
    sent = submit(blank(app, site), **(LETTER | fields))
    assert sent.status == 200, sent.main
    return receipt_of(sent)


def form(visitor: Visitor, site: str = "/xiling") -> Page:
    return visitor.get(f"{site}/letters/lookup")


def opened(app: Flask, receipt: Receipt, site: str = "/xiling") -> Page:
    """The page of a letter whose number and password somebody typed, in a browser of its own."""
    visitor = Visitor(app.test_client())
    sent = submit(form(visitor, site), f"{site}/letters/lookup", number=receipt.number, password=receipt.password)
    assert isinstance(sent, Redirect), sent.main
    return visitor.get(sent.to)


def act(page: Page, action: str, **fields: Any) -> Any:
    """Send one of the forms of a letter's page: the page after it, or the one that says what is wrong."""
    root = page.url.partition("/letters/")[0]
    sent = submit(page, f"{root}/letters/lookup/{action}", **fields)
    return Visitor(page.client).get(sent.to) if isinstance(sent, Redirect) and page.client else sent
