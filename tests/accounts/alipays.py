"""A portal with a fake Alipay, and people who go there and come back."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask

from govsite.database.keys import bind_keys
from govsite.gateways.settings import AlipaySettings
from govsite.simulators.alipay import AlipaySimulator
from tests.accounts.citizens import TEMPLATES, browser, code_of, forget_limits, solved
from tests.apps import portal_of
from tests.gateways.servers import identity_of, settings_of, simulators
from tests.helpers import Page, Visitor
from tests.sealed import OLD
from tests.sites.samples import WITH_LETTERS
from tests.submitting import Redirect, submit

APP = "2021000000000001"
OURS, THEIRS, STRANGERS = (rsa.generate_private_key(65537, 2048) for _ in range(3))
BACK, BINDING, LEVEL = "/login/alipay/back", "/xiling/account/security/alipay", "/xiling/account/level/alipay"


def alipay_of(port: int, **others: Any) -> AlipaySettings:
    at = f"http://127.0.0.1:{port}/simulators/alipay"
    values = {"url": f"{at}/gateway.do", "authorize": f"{at}/authorize", "certify": "face", **others}
    return AlipaySettings(app=APP, key=OURS, public=THEIRS.public_key(), **values)


@contextmanager
def with_alipay(database_url: str, folder: Path) -> Iterator[Flask]:
    with simulators() as server:
        port = server.server_port
        server.alipay = AlipaySimulator(APP, OURS.public_key(), THEIRS)
        gateways = {
            "sms": settings_of("generic", port, templates=TEMPLATES),
            "identity": identity_of("generic", port),
            "alipay": alipay_of(port),
            "simulators": True,
        }
        with portal_of(WITH_LETTERS, folder, database_url=database_url, **gateways) as made:
            bind_keys(made, OLD)
            made.extensions["simulators"] = server
            yield made


def at_alipay(page: Page, person: str, do: str = "agree") -> str:
    """Be led to Alipay, choose, and be sent back: the address here, without the host."""
    (address,) = page.find("//main//p/a[@rel='noopener']/@href")
    assert page.one("//meta[@http-equiv='refresh']").get("content") == f"0; url={address}"
    asked = urlsplit(address)
    connection = http.client.HTTPConnection(asked.netloc, timeout=60)
    connection.request("GET", f"{asked.path}?{asked.query}")
    answer = connection.getresponse()
    text = answer.read().decode()
    assert answer.status == 200 and "演示：未接入真实" in text
    kept = dict(parse_qsl(asked.query))
    path = "agree"
    if "biz_content" in kept:
        path, kept = "confirm", {"certify_id": text.partition('name="certify_id" value="')[2].partition('"')[0]}
    body = urlencode({**kept, "person": person, "do": do})
    connection.request("POST", f"{asked.path.rpartition('/')[0]}/{path}", body)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 303
    back = urlsplit(answer.headers["Location"])
    return back.path + (f"?{back.query}" if back.query else "")


def set_out(visitor: Visitor, root: str = "/xiling", key: str = "alipay") -> Page:
    """Press 支付宝登录, or the button of another system."""
    return submit(visitor.get(f"{root}/login"), f"{root}/login/{key}")  # type: ignore[no-any-return]


def arrived(visitor: Visitor, address: str) -> Page:
    """Back at the main site, which leads on to where one set out."""
    moved = visitor.client.get(address)
    return visitor.get(moved.headers["Location"] if moved.status_code == 302 else address)


def came_back(visitor: Visitor, person: str, root: str = "/xiling", key: str = "alipay") -> Page:
    """The page where one presses a button, back from Alipay."""
    return arrived(visitor, at_alipay(set_out(visitor, root, key), person))


def enter(visitor: Visitor, person: str, root: str = "/xiling", key: str = "alipay") -> Any:
    """Sign in with Alipay, as far as it goes."""
    return submit(came_back(visitor, person, root, key), None, "登录")


def linked(portal: Flask, visitor: Visitor, person: str, phone: str, key: str = "alipay") -> Any:
    """Come by Alipay for the first time, with a phone: what the code leads to."""
    forget_limits(portal)
    step = solved(portal, enter(visitor, person, key=key), phone=phone)
    return submit(step, None, "关联并登录", code=code_of(portal, phone), agree=True)


def joined(portal: Flask, person: str, phone: str) -> Visitor:
    """Somebody who registered by Alipay."""
    visitor = browser(portal)
    sent = linked(portal, visitor, person, phone)
    assert isinstance(sent, Redirect), sent.main
    return visitor
