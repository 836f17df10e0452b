"""Sign-in by password and by code, and the password that was forgotten."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.accounts.citizens import (
    ANOTHER,
    PASSWORD,
    browser,
    code_of,
    followed,
    forget_limits,
    messages,
    new_phone,
    registered,
    signed_in,
    solved,
)
from tests.submitting import Redirect, submit


def test_the_page_that_was_asked_for_comes_after_the_sign_in(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    visitor = browser(portal)
    login = visitor.led("/xiling/account/security")
    assert login.h1 == "登录"
    page = followed(visitor, submit(login, name=phone, password=PASSWORD))
    assert page.h1 == "账号安全" and page.url.endswith("/xiling/account/security")


def test_next_leads_nowhere_else(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    for place in ("https://evil.example/", "//evil.example/", "/\\evil.example", "/login", "javascript:alert(1)"):
        visitor = browser(portal)
        login = visitor.get("/login?next=" + place)
        login.one("//input[@name='next']").set("value", place)
        sent = submit(login, name=phone, password=PASSWORD)
        assert isinstance(sent, Redirect) and sent.to.endswith("/account"), place


def test_unknown_and_wrong_are_told_alike_and_after_three_a_captcha_is_asked_for(portal: Flask) -> None:
    phone, nobody = new_phone(), new_phone()
    registered(portal, phone)
    told: dict[str, list[Any]] = {}
    for name in (phone, nobody):
        visitor = browser(portal)
        page = visitor.get("/login")
        for _ in range(4):
            page = submit(page, name=name, password="wrong-pass-1")
            told.setdefault(name, []).append(
                (page.status, bool(page.find("//input[@name='captcha_answer']")), page.main)
            )
    assert [each[:2] for each in told[phone]] == [(422, False)] * 3 + [(422, True)]
    assert [each[:2] for each in told[phone]] == [each[:2] for each in told[nobody]]
    assert told[phone][0][2] == told[nobody][0][2]


def test_a_cookie_from_before_the_sign_out_is_good_no_more(portal: Flask) -> None:
    visitor = registered(portal, new_phone())
    page = visitor.get("/xiling/account")
    stolen = visitor.client.get_cookie("space").value
    before = stolen
    assert followed(visitor, submit(page, "/xiling/account/logout")).h1 == "登录"
    thief = browser(portal)
    thief.client.set_cookie("space", before)
    assert thief.led("/xiling/account").h1 == "登录"


def test_a_token_is_new_at_every_sign_in_and_forms_of_others_do_nothing(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    visitor = browser(portal)
    visitor.client.set_cookie("space", "fixed-by-somebody")
    followed(visitor, submit(visitor.get("/login"), name=phone, password=PASSWORD))
    assert visitor.client.get_cookie("space").value != "fixed-by-somebody"
    posted = visitor.client.post("/account/logout", headers={"Origin": "https://evil.example"})
    assert posted.status_code == 403 and visitor.get("/account").status == 200
    assert visitor.client.post("/account/security/sessions", data={"session": "others"}).status_code == 403


def test_a_code_signs_in_and_says_nothing_of_a_phone_without_an_account(portal: Flask) -> None:
    phone, nobody = new_phone(), new_phone()
    registered(portal, phone)
    forget_limits(portal)
    visitor = browser(portal)
    step = solved(portal, visitor.get("/xiling/login/code"), phone=phone)
    assert followed(visitor, submit(step, None, "登录", code=code_of(portal, phone))).h1 == "用户空间"
    step = solved(portal, browser(portal).get("/login/code"), phone=nobody)
    assert step.h1 == "短信验证码登录" and messages(portal, nobody)[0][0] == "account-none"
    assert "验证码不对" in submit(step, None, "登录", code="123456").main


def test_a_forgotten_password_takes_three_steps_and_ends_all_sign_ins(portal: Flask) -> None:
    phone = new_phone()
    old = registered(portal, phone)
    forget_limits(portal)
    visitor = browser(portal)
    step = solved(portal, visitor.get("/xiling/password"), name=phone)
    step = submit(step, None, "下一步", code=code_of(portal, phone))
    assert "第 3 步" in step.main and not step.find("//input[@name='id_no']")
    assert "至少要 8 个字符" in submit(step, new="short1", again="short1").main
    login = followed(visitor, submit(step, new=ANOTHER, again=ANOTHER))
    assert "新密码已经设好" in login.main
    assert old.led("/xiling/account").h1 == "登录"
    signed_in(portal, phone, ANOTHER)


def test_nothing_tells_whether_an_id_number_is_known(portal: Flask) -> None:
    step = solved(portal, browser(portal).get("/password"), name="420099199001010018")
    assert step.status == 200 and "第 2 步" in step.main
    assert "验证码不对" in submit(step, None, "下一步", code="123456").main


def test_without_a_proved_code_no_password_is_set(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    forget_limits(portal)
    step = solved(portal, browser(portal).get("/password"), name=phone)
    token = step.one("//input[@name='course']").get("value")
    answer = browser(portal).client.post("/password/new", data={"course": token, "new": ANOTHER, "again": ANOTHER})
    assert answer.status_code == 422
    signed_in(portal, phone)
