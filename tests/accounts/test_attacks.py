"""What an attacker tries: other spellings, waits that tell something, forms of other sites, odd characters."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from govsite.database.breaker import DatabaseAway
from govsite.database.session import reading, writing
from govsite.domain.accounts import codes
from govsite.domain.common.id_cards import check_character
from govsite.gateways.identity import Match
from govsite.models.account import CHECKED, Account
from govsite.models.audit import Audit
from tests.accounts.citizens import (
    ANOTHER,
    PASSWORD,
    browser,
    code_of,
    followed,
    forget_limits,
    new_phone,
    registered,
    signed_in,
    solved,
)
from tests.helpers import Page
from tests.letters.writer import write
from tests.submitting import Redirect, submit

NUMBERS = count(100)


def change(portal: Flask, phone: str, **values: Any) -> None:
    with portal.app_context(), writing() as session:
        session.execute(update(Account).where(Account.phone_print == phone).values(values))


def named(portal: Flask, phone: str, name: str = "陈嘉怡") -> str:
    """Let an account have a real name; returns its ID number."""
    number = valid(f"42009920000229{next(NUMBERS)}")
    change(portal, phone, level=CHECKED, name=name, id_no=number, id_print=number)
    return number


def test_another_spelling_of_a_phone_is_no_fresh_bucket(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    page = browser(portal).get("/login")
    for name in (f"x{phone}", f"+86 {phone}", f"{phone[:3]}-{phone[3:]}", phone):
        page = submit(page, name=name, password="wrong-pass-1")
    assert page.find("//input[@name='captcha_answer']")


def test_known_and_unknown_phones_are_answered_alike_to_the_last_header(portal: Flask) -> None:
    phone, nobody = new_phone(), new_phone()
    registered(portal, phone)
    for path, field, button in (("/login/code", "phone", "登录"), ("/password", "name", "下一步")):
        forget_limits(portal)
        seen = []
        for number in (phone, nobody):
            step = solved(portal, browser(portal).get(path), **{field: number})
            seen.append([shape(step), shape(submit(step, None, button, code="x"))])
            seen[-1] += [shape(submit(step, None, button, code="000000")), shape(submit(step, None, "重新获取验证码"))]
        assert seen[0] == seen[1], path


def shape(page: Page) -> tuple[int, dict[str, str], str]:
    """An answer without what is new each time."""
    own = re.compile(r'value="[^"]*"|/captcha/[^"]*|1\d\d\*{4}\d{4}')
    return page.status, dict(page.response.headers), own.sub("", page.source)


def test_by_an_id_number_neither_waits_nor_the_phone_tell_that_it_is_known(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    known, unknown = named(portal, phone), "420099199001010018"
    forget_limits(portal)
    steps = [solved(portal, browser(portal).get("/password"), name=number) for number in (known, unknown)]
    assert [submit(step, None, "重新获取验证码").status for step in steps] == [429, 429]
    assert solved(portal, browser(portal).get("/login/code"), phone=phone).status == 200, "its own bucket is full"
    forget_limits(portal)
    again = [submit(step, None, "重新获取验证码") for step in steps]
    assert [page.status for page in again] == [200, 200] and again[0].main == again[1].main
    assert "第 3 步" in submit(again[0], None, "下一步", code=code_of(portal, phone)).main


def test_weak_passwords_use_up_no_check_of_a_name(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    number = named(portal, phone, "阿依古丽·买买提")
    forget_limits(portal)
    step = solved(portal, browser(portal).get("/password"), name=phone)
    step = submit(step, None, "下一步", code=code_of(portal, phone))
    for _ in range(4):
        step = submit(step, new="12345678", again="12345678", name="x", id_no="1")
        assert "至少两种" in step.main
    # the dot as other keyboards write it
    assert isinstance(submit(step, new=ANOTHER, again=ANOTHER, name="阿依古丽•买买提", id_no=number), Redirect)


def test_a_code_that_was_sent_before_the_account_changed_signs_nobody_in(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    forget_limits(portal)
    step = solved(portal, browser(portal).get("/login/code"), phone=phone)
    change(portal, phone, revision=Account.revision + 1)  # as another phone does
    assert submit(step, None, "登录", code=code_of(portal, phone)).status == 409


def test_another_code_of_ones_own_waits_as_long_as_the_first(portal: Flask) -> None:
    visitor = registered(portal, new_phone())
    forget_limits(portal)
    path = "/account/security/phone"
    step = submit(visitor.get(path), path)
    again = submit(step, f"{path}/old", "重新获取验证码")
    assert again.status == 429 and "刚发过" in again.main


def test_an_account_sends_a_few_codes_to_whatever_addresses(portal: Flask) -> None:
    visitor, path = registered(portal, new_phone()), "/account/profile"
    statuses = []
    for number in range(6):  # each has room for one, and they are one person's
        followed(visitor, submit(visitor.get(path), path, email=f"somebody+{number}@example.cn"))
        statuses.append(submit(visitor.get(f"{path}/mail"), f"{path}/mail", "send").status)
    assert statuses == [200] * 3 + [429] * 3


def test_a_form_that_says_nothing_of_its_page_signs_in_at_the_second_time_only(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    visitor = browser(portal)
    typed = {"name": phone, "password": PASSWORD}
    first = visitor.client.post("/login", data=typed)
    assert first.status_code == 422 and visitor.client.get_cookie("space") is None
    token = Page("/login", first, visitor.client).one("//input[@name='own']").get("value")
    assert browser(portal).client.post("/login", data=typed | {"own": token}).status_code == 422, "no cookie"
    assert visitor.client.post("/login", data=typed | {"own": "x"}).status_code == 422, "another's token"
    token = visitor.client.get_cookie("meant").value
    assert visitor.client.post("/login", data=typed | {"own": token}).status_code == 303


def test_a_stolen_cookie_ends_with_the_password_that_its_owner_changes(portal: Flask) -> None:
    phone = new_phone()
    visitor, thief = registered(portal, phone), browser(portal)
    thief.client.set_cookie("space", visitor.client.get_cookie("space").value)
    assert thief.get("/xiling/account").status == 200
    form = "/xiling/account/security/password"
    followed(visitor, submit(visitor.get(form), form, old=PASSWORD, new=ANOTHER, again=ANOTHER))
    assert visitor.get("/xiling/account").h1 == "用户空间" and thief.led("/xiling/account").h1 == "登录"


def test_who_leaves_leaves_no_letter_open(portal: Flask) -> None:
    receipt = write(portal)
    visitor = registered(portal, new_phone())
    form = "/xiling/account/tickets"
    page = followed(visitor, submit(visitor.get(form), form, number=receipt.number, password=receipt.password))
    opened = followed(visitor, submit(page, page.one("//table//form").get("action")))
    assert receipt.number in opened.main
    followed(visitor, submit(visitor.get("/xiling/account"), "/xiling/account/logout"))
    assert receipt.number not in visitor.get("/xiling/letters/lookup").main


def test_an_older_agreement_is_shown_again_before_one_goes_on(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    change(portal, phone, agreed="2020-01-01")
    visitor = browser(portal)
    login = visitor.led("/xiling/account/security")
    sent = submit(login, name=phone, password=PASSWORD)
    page = visitor.led(sent.to)
    assert page.h1 == "注册协议有更新" and visitor.get("/xiling/account/security/close").h1 == "注销账号"
    page = followed(visitor, submit(page, "/xiling/account/agreement"))
    assert page.h1 == "账号安全" and "同意注册协议" in page.main


def test_wrong_codes_stand_in_the_record_and_the_sign_in_says_who_is_in(portal: Flask) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    forget_limits(portal)
    step = solved(portal, browser(portal).get("/login/code"), phone=phone)
    code = code_of(portal, phone)
    submit(step, None, "登录", code=f"{(int(code) + 1) % 1_000_000:06}")
    page = visitor.get("/xiling/account/security")
    assert "填短信验证码" in page.main and "被拒绝" in page.main
    login = visitor.get("/xiling/login")
    assert "您已经登录" in login.main and f"{phone[:3]}****{phone[-4:]}" in login.main
    assert "您已经登录" not in browser(portal).get("/xiling/login").main


@pytest.mark.parametrize("path", ["/login/code", "/password", "/register/person"])
def test_a_database_that_is_away_loses_nothing_typed(portal: Flask, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    page = browser(portal).get(path)
    phone, field = new_phone(), "name" if path == "/password" else "phone"

    def gone(*_args: Any, **_values: Any) -> Any:
        raise DatabaseAway("away")

    monkeypatch.setattr(codes, "begin", gone)
    answer = solved(portal, page, **{field: phone})
    assert answer.status == 503 and "您填的还在" in answer.main
    assert answer.one(f"//input[@name='{field}']").get("value") == phone


def test_odd_characters_and_numbers_are_no_fault_of_ours(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    token = visitor.get("/xiling/account").one("//input[@name='csrf_token']").get("value")
    for path, typed in (
        ("favourites/remove", {"site": "\0", "item": "a\0b\U00020000"}),
        ("favourites/new", {"item": "\0"}),
        ("tickets", {"number": "\0\ud7ff" * 300, "password": "\0"}),
        ("tickets/99999999999999999999/open", {}),
        ("security/sessions", {"session": "9" * 30}),
        ("level/prove", {"course": "\0", "code": "１２３４５６"}),
        ("agreement", {"next": "//evil.example"}),
    ):
        answer = visitor.client.post(f"/xiling/account/{path}", data=typed | {"csrf_token": token})
        assert answer.status_code < 500 and "evil" not in answer.headers.get("Location", ""), path
    assert visitor.client.get("/xiling/account/tickets?number=%00%ED%A0%80&before=-1&kind=%00").status_code == 200

    class Garbage:
        def check(self, name: str, id_no: str) -> Match:
            assert name == "𠀀·艾合买提", "the dot as the register has it"
            return Match("\0\ud800范" + "x" * 500)

    monkeypatch.setattr("govsite.blueprints.space.real_name.identity_of", lambda _settings: Garbage())
    forget_limits(portal)
    step = submit(visitor.get("/xiling/account/level"), "/xiling/account/level/code")
    step = submit(step, "/xiling/account/level/prove", "下一步", code=code_of(portal, phone))
    number = "９２００９９19880312002x"
    said = submit(step, "/xiling/account/level/check", name="𠀀•艾合买提", id_no=number)
    assert "逐位核对" in said.main
    sent = submit(said, "/xiling/account/level/check", name="𠀀•艾合买提", id_no=valid("92009919880312002"))
    assert isinstance(sent, Redirect), sent.main
    signed_in(portal, valid("92009919880312002").lower())


def valid(first: str) -> str:
    return first + check_character(first)


def test_the_audit_names_nobody(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    number = named(portal, phone)
    submit(browser(portal).get("/login"), name=number, password="wrong-pass-1")
    with portal.app_context():
        rows = [str(tuple(row)) for row in reading().execute(select(Audit.__table__))]
    kept = "\n".join(rows)
    assert "account.register" in kept and "account.sign_in" in kept
    for told in (phone, phone[-8:], number, number[6:], "陈嘉怡", "wrong-pass-1"):
        assert told not in kept, told
