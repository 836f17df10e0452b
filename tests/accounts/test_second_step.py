"""Password and code both; phones that have got another owner; what is told and written down of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from govsite.database.session import reading, writing
from govsite.domain.accounts import notices, records, recycled
from govsite.domain.accounts.limits import Tries
from govsite.domain.common.tries import begin_try
from govsite.models.account import Account
from govsite.models.audit import Audit
from govsite.models.sign_in_record import SignInRecord
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
from tests.accounts.test_attacks import change, named, shape
from tests.conftest import SECRET
from tests.helpers import Page, Visitor
from tests.submitting import submit

FORM, MINE = "/login/code/proof", "/login/code/mine"
STEPS, PHONE = "/account/security/two-steps", "/account/security/phone"


def told(portal: Flask, phone: str) -> list[str]:
    """What a phone was told of, the newest first."""
    return [values["change"] for template, values in messages(portal, phone) if template == "account-changed"]


def switched(portal: Flask, visitor: Visitor, phone: str) -> Page:
    forget_limits(portal)
    step = submit(visitor.get(STEPS), STEPS)
    return followed(
        visitor, submit(step, f"{STEPS}/code", "打开" if "打开" in step.main else None, code=code_of(portal, phone))
    )


def by_code(portal: Flask, phone: str) -> tuple[Visitor, Any]:
    """Sign in by a code; who, and what came after it."""
    forget_limits(portal)
    visitor = browser(portal)
    step = solved(portal, visitor.get("/login/code"), phone=phone)
    return visitor, submit(step, None, "登录", code=code_of(portal, phone))


def test_both_are_asked_of_who_wants_that(portal: Flask) -> None:
    phone = new_phone()
    owner = registered(portal, phone)
    assert "先实名" in owner.get(STEPS).main and not owner.get(STEPS).find(f"//form[@action='{STEPS}']")
    named(portal, phone)
    assert "打开着" in switched(portal, owner, phone).main and told(portal, phone) == ["打开了登录二次验证"]
    forget_limits(portal)
    visitor = browser(portal)
    wrong = submit(visitor.get("/login"), name=phone, password="wrong-pass-1")
    assert shape(wrong) == shape(submit(browser(portal).get("/login"), name=new_phone(), password="wrong-pass-1"))
    step = submit(wrong, name=phone, password=PASSWORD)
    assert "密码对了" in step.main and visitor.client.get_cookie("space") is None
    assert "验证码不对" in submit(step, None, "登录", code="000000").main
    assert followed(visitor, submit(step, None, "登录", code=code_of(portal, phone))).h1 == "用户空间"
    visitor, more = by_code(portal, phone)
    assert more.h1 == "核对是您本人" and not more.find("//input[@name='id_no']")
    assert not more.find(f"//form[@action='{MINE}']"), "the phone was proved just now"
    assert submit(more, password="wrong-pass-1").status == submit(more, password="").status == 422
    assert visitor.led("/account").h1 == "登录"
    assert followed(visitor, submit(more, password=PASSWORD)).h1 == "用户空间"
    seen = visitor.get("/account/security").main
    assert "密码和短信验证码" in seen and ".*.*" in seen
    assert "没有打开" in switched(portal, visitor, phone).main
    signed_in(portal, phone)


def test_no_step_is_left_out(portal: Flask) -> None:
    """The code of another course, the first step of another account, a course that was never proved."""
    phone, other = new_phone(), new_phone()
    owner, _ = registered(portal, phone), registered(portal, other)
    named(portal, phone)
    switched(portal, owner, phone)
    forget_limits(portal)
    step = solved(portal, browser(portal).get("/login/code"), phone=phone)
    token = step.one("//input[@name='course']").get("value")
    for path in ("proof", "mine"):
        answer = browser(portal).client.post(f"/login/code/{path}", data={"course": token, "password": PASSWORD})
        assert answer.status_code == 422, "the code was not proved"
    mine = submit(step, None, "登录", code=code_of(portal, phone))
    theirs = solved(portal, browser(portal).get("/login/code"), phone=other)
    theirs.one("//input[@name='course']").set("value", token)
    assert "核对是您本人" in submit(theirs, None, "登录", code="000000").h1, "proved, but more is asked for"
    change(portal, phone, revision=Account.revision + 1)  # as another password does
    assert submit(mine, password=PASSWORD).status == 409


def test_a_phone_of_another_owner_opens_no_account_with_a_name(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    number = named(portal, phone)
    change(portal, phone, phone_proved=datetime.now(UTC) - recycled.FRESH - timedelta(days=1))
    for typed in ({"password": PASSWORD}, {"id_no": number.lower()}):
        visitor, more = by_code(portal, phone)
        assert "换过主人" in more.main and visitor.led("/account").h1 == "登录"
        wrong = submit(more, FORM, id_no="420099199001010018")
        assert wrong.status == 422 and "不一致" in wrong.main and number not in wrong.source
        assert followed(visitor, submit(wrong, FORM, **{"id_no": "", **typed})).h1 == "用户空间"
        assert isinstance(by_code(portal, phone)[1], tuple), "proved again: the code does"
        change(portal, phone, phone_proved=None)


def test_its_new_owner_takes_the_number_and_the_old_one_keeps_the_account(portal: Flask) -> None:
    phone, another = new_phone(), new_phone()
    old = registered(portal, phone)
    number = named(portal, phone)
    change(portal, phone, phone_proved=None, two_steps=True)
    _, more = by_code(portal, phone)
    sure = submit(more, MINE)
    assert old.get("/account").h1 == "用户空间", "asked once more"
    done = submit(sure, None, "解绑，号码是我的")
    assert done.h1 == "号码已经解绑" and old.led("/account").h1 == "登录"
    assert submit(sure, None, "解绑，号码是我的").status == 422, "once"
    forget_limits(portal)
    registered(portal, phone)
    visitor = browser(portal)
    page = followed(visitor, submit(visitor.get("/login"), name=number, password=PASSWORD))
    assert page.h1 == "账号安全" and "换了主人" in page.main and "手机号被新机主收回" in page.main
    assert "没有手机号" in submit(visitor.get("/account/security/close"), "/account/security/close").main
    step = submit(visitor.get(PHONE), PHONE, password="wrong-pass-1")
    assert step.status == 422 and "密码不对" in step.main
    step = submit(submit(step, PHONE, password=PASSWORD), f"{PHONE}/new", phone=another)
    page = followed(visitor, submit(step, f"{PHONE}/code", "换手机号", code=code_of(portal, another)))
    assert "换了主人" not in page.main and told(portal, another) == ["更换了手机号"]
    with portal.app_context():
        rows = reading().scalars(select(Audit).where(Audit.what == recycled.LET_GO)).all()
        assert len(rows) == 1 and phone not in str(rows[0].details)


def test_the_number_is_taken_once_a_day_and_from_no_account_that_is_fresh(portal: Flask) -> None:
    phone = new_phone()
    registered(portal, phone)
    named(portal, phone)
    change(portal, phone, phone_proved=None)
    _, more = by_code(portal, phone)
    sure = submit(more, MINE)
    change(portal, phone, phone_proved=datetime.now(UTC))  # its owner has come meanwhile
    assert submit(sure, None, "解绑，号码是我的").status == 422
    change(portal, phone, phone_proved=None)
    with portal.app_context():
        assert not begin_try(Tries(SECRET, "").let_go(phone)), "the first of this day"
    assert submit(sure, None, "解绑，号码是我的").status == 429
    forget_limits(portal)
    assert submit(sure, None, "解绑，号码是我的").h1 == "号码已经解绑"


def test_changes_are_told_to_the_phone_and_to_the_old_one(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "HOUR", 10**9)  # one that does not end during the test
    phone, another = new_phone(), new_phone()
    owner = registered(portal, phone)
    form = "/account/security/password"
    followed(owner, submit(owner.get(form), form, old=PASSWORD, new=ANOTHER, again=ANOTHER))
    assert told(portal, phone) == ["修改了密码"]
    forget_limits(portal)
    step = submit(submit(owner.get(PHONE), PHONE), f"{PHONE}/old", "下一步", code=code_of(portal, phone))
    step = submit(step, f"{PHONE}/new", phone=another)
    followed(owner, submit(step, f"{PHONE}/code", "换手机号", code=code_of(portal, another)))
    assert told(portal, another)[0] == told(portal, phone)[0] == "更换了手机号"
    forget_limits(portal)
    step = solved(portal, browser(portal).get("/password"), name=another)
    step = submit(step, None, "下一步", code=code_of(portal, another))
    followed(owner, submit(step, new=PASSWORD, again=PASSWORD))
    assert told(portal, another)[0] == "重设了密码"
    new = signed_in(portal, another)
    for old, chosen in ((PASSWORD, ANOTHER), (ANOTHER, PASSWORD)) * 2:
        followed(new, submit(new.get(form), form, old=old, new=chosen, again=chosen))
    assert len(told(portal, another)) == 3, "four to this account, and the first went to the old phone"


def test_the_record_of_sign_ins_is_kept_for_half_a_year(portal: Flask) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    assert "注册" in visitor.get("/account/security").main
    with portal.app_context():
        number = reading().scalar(select(Account.id).where(Account.phone_print == phone)) or 0
        with writing() as session:
            assert not records.forget_old(session)
            old = update(SignInRecord).where(SignInRecord.account_id == number)
            session.execute(old.values(at=datetime.now(UTC) - records.KEPT - timedelta(hours=1)))
            assert records.forget_old(session) == 1
        assert records.last(reading(), number, 9) == []
