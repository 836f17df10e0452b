"""Registration: two steps without scripts, and strangers learn nothing of whose phones are registered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.accounts.citizens import PASSWORD, browser, code_of, forget_limits, messages, new_phone, registered, solved
from tests.helpers import Page
from tests.submitting import Redirect, submit


def finish(page: Page, code: str, **fields: Any) -> Any:
    return submit(page, None, "注册", **{"code": code, "password": PASSWORD, "again": PASSWORD, "agree": True} | fields)


def test_a_phone_a_code_and_a_password_make_an_account(portal: Flask) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    page = visitor.get("/xiling/account")
    assert f"{phone[:3]}****{phone[-4:]}" in page.main and phone not in page.source
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "跳过此步骤" in visitor.get("/xiling/account/level?new=1").main


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": ""}, "请写短信里的 6 位数字"),
        ({"code": "000000"}, "验证码不对"),
        ({"password": "12345678", "again": "12345678"}, "至少两种"),
        ({"password": "woaini1314", "again": "woaini1314"}, "很常见"),
        ({"again": "别的"}, "两次写的不一样"),
        ({"agree": False}, "同意注册协议"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_the_course_goes_on(
    portal: Flask, fields: dict[str, Any], said: str
) -> None:
    phone = new_phone()
    step = solved(portal, browser(portal).get("/register/person"), phone=phone)
    code = code_of(portal, phone)
    others = {name: value for name, value in fields.items() if name != "code"}
    again = finish(step, fields.get("code", code), **others)
    assert isinstance(again, Page) and again.status == 422 and said in again.main
    assert isinstance(finish(again, code), Redirect), "the right form after the wrong one"


def test_the_phone_belongs_to_the_password_rule(portal: Flask) -> None:
    phone = new_phone()
    step = solved(portal, browser(portal).get("/register/person"), phone=phone)
    own = f"a{phone[-8:]}"
    assert "不要有自己的" in finish(step, code_of(portal, phone), password=own, again=own).main


def test_a_registered_phone_looks_like_any_other_and_is_told_itself(portal: Flask) -> None:
    phone, fresh = new_phone(), new_phone()
    registered(portal, phone)
    forget_limits(portal)
    known, unknown = (solved(portal, browser(portal).get("/register/person"), phone=p) for p in (phone, fresh))
    hidden = re.compile(r'value="[^"]*"|1\d\d\*{4}\d{4}')
    assert hidden.sub("", known.source) == hidden.sub("", unknown.source)
    assert [template for template, _ in messages(portal, phone)][0] == "account-exists"
    assert "验证码不对" in finish(known, "123456").main


def test_five_tries_of_a_code_and_not_one_more(portal: Flask) -> None:
    phone = new_phone()
    page = solved(portal, browser(portal).get("/register/person"), phone=phone)
    code = code_of(portal, phone)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        page = finish(page, wrong)
    assert "验证码不对" in finish(page, code).main
    forget_limits(portal)
    page = submit(page, None, "重新获取验证码")
    assert page.status == 200 and isinstance(finish(page, code_of(portal, phone)), Redirect)


def test_a_code_is_good_once(portal: Flask) -> None:
    phone = new_phone()
    step = solved(portal, browser(portal).get("/register/person"), phone=phone)
    code = code_of(portal, phone)
    assert isinstance(finish(step, code), Redirect)
    assert "重新开始" in finish(step, code).main


def test_codes_are_sent_once_a_minute(portal: Flask) -> None:
    phone = new_phone()
    page = solved(portal, browser(portal).get("/register/person"), phone=phone)
    again = submit(page, None, "重新获取验证码")
    assert again.status == 429 and "再获取" in again.main and len(messages(portal, phone)) == 1
    other = solved(portal, browser(portal).get("/register/person"), phone=phone)
    assert other.status == 429 and "再获取" in other.main


def test_a_captcha_is_wanted_and_a_phone(portal: Flask) -> None:
    page = browser(portal).get("/register/person")
    assert "验证码" in submit(page, None, "获取验证码", phone=new_phone(), captcha_answer="").main
    assert "11 位的手机号" in solved(portal, browser(portal).get("/register/person"), phone="12345").main
    assert submit(page, None, "换一张", phone="13900000000").one("//input[@name='phone']").get("value") == "13900000000"
