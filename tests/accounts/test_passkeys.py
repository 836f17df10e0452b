"""Passkeys of citizens through HTTP: bound after a proof, good once, here, and for their own account alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from govsite.database.session import writing
from govsite.models.passkey import Challenge, Passkey
from tests.accounts.citizens import PASSWORD, browser, code_of, followed, forget_limits, messages, new_phone, registered
from tests.accounts.devices import PRESENT, Device
from tests.helpers import Page, Visitor
from tests.submitting import Redirect, submit

PAGE = "/account/security/passkeys"


@pytest.fixture
def phone() -> str:
    return new_phone()


def asked(page: Page) -> str:
    return str(page.one("//form[@data-passkey]").get("data-passkey"))


def answered(page: Page, answer: str, **fields: Any) -> Any:
    page.one("//form[@data-passkey]//input[@name='credential']").set("value", answer)
    return submit(page, page.one("//form[@data-passkey]").get("action"), **fields)


def proved(visitor: Visitor) -> Page:
    """The page that adds one, after the password."""
    found = submit(visitor.get(PAGE), PAGE, password=PASSWORD)
    assert isinstance(found, Page)
    return found


def bound(visitor: Visitor, name: str = "我的手机") -> Device:
    device, page = Device(), proved(visitor)
    done = followed(visitor, answered(page, device.create(asked(page)), name=name))
    assert "添加好了" in done.main and name in done.main
    return device


def offered(visitor: Visitor) -> Page:
    page = submit(visitor.get("/login"), "/login", "指纹、面容登录")
    assert isinstance(page, Page) and page.h1 == "指纹、面容登录"
    return page


def refused(sent: Any) -> bool:
    return isinstance(sent, Page) and sent.status == 422 and sent.h1 == "登录" and "没有成功" in sent.main


def test_a_passkey_is_bound_signs_in_and_is_removed(portal: Flask, phone: str) -> None:
    owner = registered(portal, phone)
    assert submit(owner.get(PAGE), PAGE, password="wrong-pass-1").status == 422
    device = bound(owner)
    assert messages(portal, phone)[0] == ("account-changed", {"change": "添加了通行密钥"})
    visitor = browser(portal)
    page = offered(visitor)
    assert "userVerification" in asked(page) and "required" in asked(page) and "allowCredentials" in asked(page)
    security = followed(visitor, answered(page, device.sign(asked(page))))
    assert security.h1 == "用户空间" and "指纹、面容" in visitor.get("/account/security").main
    listed = visitor.get(PAGE)
    assert "还没有" not in listed.main
    assert "删掉了" in followed(visitor, submit(listed, f"{PAGE}/remove")).main
    assert messages(portal, phone)[0] == ("account-changed", {"change": "删除了通行密钥"})
    page = offered(stranger := browser(portal))
    assert refused(answered(page, device.sign(asked(page)))), "removed"
    assert stranger.led("/account").h1 == "登录"


def test_a_code_does_in_the_place_of_the_password(portal: Flask, phone: str) -> None:
    owner = registered(portal, phone)
    forget_limits(portal)
    step = submit(owner.get(PAGE), f"{PAGE}/code")
    page = submit(step, f"{PAGE}/prove", "下一步", code=code_of(portal, phone))
    device = Device()
    answer = device.create(asked(page))
    assert isinstance(answered(page, answer, name="x"), Redirect)
    again = answered(page, answer, name="y")
    assert again.status == 422 and not again.find("//*[@data-passkey]"), "the same answer once more"
    page = proved(owner)
    assert answered(page, Device().create(asked(page), without=-2), name="z").status == 422, "half a key"


def test_an_answer_is_good_once_here_and_in_the_browser_that_asked(portal: Flask, phone: str) -> None:
    device = bound(registered(portal, phone))
    visitor = browser(portal)
    page = offered(visitor)
    answer = device.sign(asked(page))
    assert refused(answered(offered(browser(portal)), answer)), "to another browser's challenge"
    assert isinstance(answered(page, answer), Redirect)
    visitor.client.delete_cookie("space")
    assert refused(answered(page, answer)), "a replay"
    for wrong in ({"origin": "https://evil.example"}, {"flags": PRESENT}, {"owner": "account 999999"}):
        page = offered(visitor)
        assert refused(answered(page, device.sign(asked(page), **wrong))), wrong  # type: ignore[arg-type]
    page = offered(visitor)
    with portal.app_context(), writing() as session:
        session.execute(update(Challenge).values(expires=datetime.now(UTC) - timedelta(seconds=1)))
    assert refused(answered(page, device.sign(asked(page)))), "too late"
    for odd in (
        "",
        "{}",
        "[]",
        '{"id": 7, "response": 3}',
        '{"id":"\\ud800","response":{"userHandle":"!"}}',
        "9" * 3000,
    ):
        assert refused(answered(offered(visitor), odd)), odd
    with portal.app_context(), writing() as session:
        session.execute(update(Passkey).values(sign_count=1000))
    page = offered(visitor)
    assert refused(answered(page, device.sign(asked(page)))), "a copy, found by its count"


def test_nobody_binds_or_uses_what_is_anothers(portal: Flask, phone: str) -> None:
    mine, other = registered(portal, phone), registered(portal, new_phone())
    device = bound(mine)
    page = proved(other)
    twin = Device(key=device.key, id=device.id)
    assert "已经添加过" in answered(page, twin.create(asked(page)), name="x").main, "one account has it"
    theirs, ours = proved(mine), proved(other)
    token = theirs.one("//input[@name='token']").get("value")
    ours.one("//input[@name='token']").set("value", token)
    assert answered(ours, Device().create(asked(theirs)), name="x").status == 422, "another account's challenge"
    page = offered(browser(portal))
    strangers = Device(id=device.id, owner=device.owner)
    assert refused(answered(page, strangers.sign(asked(page)))), "another key under the same name"
    number = mine.get(PAGE).one("//button[@name='passkey']").get("value")
    listed = other.get(PAGE)
    csrf = listed.find("//main//input[@name='csrf_token']/@value")[0]
    other.client.post(f"{PAGE}/remove", data={"passkey": number, "csrf_token": csrf})
    page = offered(visitor := browser(portal))
    assert followed(visitor, answered(page, device.sign(asked(page)))).h1 == "用户空间"
