"""One's own space: real name, tickets, favourites, security, another phone, closing."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask

from govsite.domain.accounts import real_name
from govsite.simulators.identity import BUSY, PEOPLE
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
from tests.apps import statements
from tests.helpers import Page, Visitor
from tests.letters.writer import BODY, TITLE, write
from tests.submitting import Redirect, submit

MOST_QUERIES = 10  # of a page of the space: session, account, messages, what waits, tickets, favourites, choices
(NUMBER, NAME), (SECOND, SECOND_NAME) = list(PEOPLE.items())[:2]


def at_name(portal: Flask, visitor: Visitor, phone: str) -> Page:
    """The form of name and number, after the code."""
    forget_limits(portal)
    step = submit(visitor.get("/xiling/account/level"), "/xiling/account/level/code")
    return submit(step, "/xiling/account/level/prove", "下一步", code=code_of(portal, phone))


def test_a_name_is_proved_once_shown_masked_and_asked_for_with_a_forgotten_password(portal: Flask) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    page = at_name(portal, visitor, phone)
    form = "/xiling/account/level/check"
    wrong = submit(page, form, name="于某某", id_no=NUMBER)
    nobody = submit(wrong, form, name=NAME, id_no="420099199001010018")
    assert wrong.status == nobody.status == 422 and "核对不上" in wrong.main and "核对不上" in nobody.main
    assert "逐位核对" in submit(nobody, form, name=NAME, id_no=NUMBER[:-1] + "1").main
    level = followed(visitor, submit(nobody, form, name=NAME, id_no=NUMBER.lower()))
    assert "三级" in level.main and NUMBER not in level.source and NAME not in level.source
    assert not level.find(f"//form[@action='{form}']")
    signed_in(portal, NUMBER)
    forget_limits(portal)
    step = solved(portal, browser(portal).get("/password"), name=NUMBER)
    step = submit(step, None, "下一步", code=code_of(portal, phone))
    assert "不一致" in submit(step, new=ANOTHER, again=ANOTHER, name=SECOND_NAME, id_no=NUMBER).main
    assert isinstance(submit(step, new=ANOTHER, again=ANOTHER, name=NAME, id_no=NUMBER), Redirect)
    other = new_phone()
    second = registered(portal, other)
    taken = submit(at_name(portal, second, other), form, name=NAME, id_no=NUMBER)
    assert taken.status == 422 and "另一个账号" in taken.main


def test_after_the_registration_the_name_is_asked_for_without_another_code(
    portal: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, levels = new_phone(), "/xiling/account/level"
    visitor = registered(portal, phone)
    page = submit(visitor.get(f"{levels}?new=1"), f"{levels}/code", "填姓名和身份证号")
    wrong = submit(page, f"{levels}/check", name=SECOND_NAME, id_no=NUMBER)
    assert page.h1 == "身份证认证" and "共 2 步" not in page.main and "核对不上" in wrong.main
    assert "三级" in followed(visitor, submit(wrong, f"{levels}/check", name=SECOND_NAME, id_no=SECOND)).main
    assert [name for name, _ in messages(portal, phone)].count("account-code") == 1
    later = registered(portal, new_phone())
    page = later.get(f"{levels}?new=1")
    monkeypatch.setattr(real_name, "FRESH", timedelta(0))
    assert later.get(f"{levels}?new=1").find(f"//form[@action='{levels}/code']//button[.='获取验证码']")
    assert submit(page, f"{levels}/code").find("//input[@name='code']")


def test_a_code_that_is_sent_again_is_told(portal: Flask) -> None:
    visitor = browser(portal)
    step = solved(portal, visitor.get("/xiling/register/person"), phone=new_phone())
    soon = submit(step, None, "重新获取验证码")
    forget_limits(portal)
    again = submit(soon, None, "重新获取验证码")
    assert soon.status == 429 and again.status == 200
    assert "最新的一条短信" in again.main and "已经重新获取" not in soon.main + step.main


def test_a_register_that_is_down_fails_nobody(portal: Flask) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    page = submit(at_name(portal, visitor, phone), "/xiling/account/level/check", name=NAME, id_no=BUSY)
    assert page.status == 422 and "核对系统现在忙" in page.main
    assert page.one("//input[@name='name']").get("value") == NAME


def test_names_are_checked_three_times_a_day(portal: Flask) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    page, form = at_name(portal, visitor, phone), "/xiling/account/level/check"
    seen = []
    for _ in range(4):
        page = submit(page, form, name=SECOND_NAME, id_no="420099199001010018")
        seen.append(page.status)
    assert seen == [422, 422, 422, 429]


def test_a_letter_is_put_in_by_number_and_password_and_opens_without_them(portal: Flask) -> None:
    receipt = write(portal)
    visitor = registered(portal, new_phone())
    page = visitor.get(f"/xiling/account/tickets?number={receipt.number}")
    form = "/xiling/account/tickets"
    wrong = submit(page, form, number=receipt.number, password="0000 0000 0000 0000")
    assert wrong.status == 422 and "不对" in wrong.main
    page = followed(visitor, submit(wrong, form, number=receipt.number, password=receipt.password))
    assert "已经放进" in page.main and receipt.number in page.main
    action = page.one("//table//form").get("action")
    opened = followed(visitor, submit(page, action))
    assert receipt.number in opened.main
    stranger = registered(portal, new_phone())
    taken = submit(stranger.get(form), form, number=receipt.number, password=receipt.password)
    assert taken.status == 409 and "另一个账号" in taken.main
    assert stranger.client.post(action).status_code == 404
    export = visitor.get("/xiling/account/data")
    assert "密码不对" in submit(export, "/xiling/account/data", password=ANOTHER).main
    fields = {"csrf_token": export.find("//input[@name='csrf_token']")[0].get("value"), "password": PASSWORD}
    with visitor.client.post("/xiling/account/data", data=fields) as answer, ZipFile(BytesIO(answer.data)) as file:
        data, page = json.loads(file.read("my-data.json")), file.read("my-data.html").decode()
    assert [one["编号"] for one in data["我的办件和来信"]] == [receipt.number]
    assert data["我的办件和来信"][0]["内容"] == BODY and TITLE in page
    page = followed(visitor, submit(visitor.get("/xiling/account/tickets"), action, "拿掉"))
    assert "这里还没有" in page.main


def test_several_are_put_in_at_a_time_and_what_is_wrong_stays_with_its_reason(portal: Flask) -> None:
    first, second = write(portal), write(portal)
    visitor, form = registered(portal, new_phone()), "/xiling/account/tickets/several"
    forget_limits(portal)
    page = visitor.get(form)
    assert "第 1 行没有查询密码" in submit(page, form, lines=first.number).main
    text = f"{first.number} {first.password}\n{second.number} 0000 0000 0000 0000"
    half = submit(page, form, lines=text)
    assert half.status == 422 and "放进了 1 件" in half.main and f"{second.number}：编号或者查询密码不对" in half.main
    assert first.number not in half.one("//textarea").text
    done = submit(half, form, lines=f"{second.number}，{second.password}")
    assert "放进了 1 件" in done.main
    with statements(portal) as sent:
        home = visitor.get("/xiling/account")
    assert first.number in home.main and second.number in home.main
    assert len(sent) <= MOST_QUERIES, sent


def test_another_password_ends_other_sign_ins(portal: Flask) -> None:
    phone = new_phone()
    here = registered(portal, phone)
    there = signed_in(portal, phone)
    form = "/xiling/account/security/password"
    page = here.get(form)
    assert "原密码不对" in submit(page, form, old="wrong-one-1", new=ANOTHER, again=ANOTHER).main
    done = followed(here, submit(page, form, old=PASSWORD, new=ANOTHER, again=ANOTHER))
    assert "密码已经改好" in done.main and there.led("/xiling/account").h1 == "登录"


def test_other_browsers_are_seen_and_signed_out(portal: Flask) -> None:
    phone = new_phone()
    here = registered(portal, phone)
    there = signed_in(portal, phone)
    page = here.get("/xiling/account/security")
    assert len(page.find("//button[@value='others']")) == 1
    followed(here, submit(page, "/xiling/account/security/sessions", "others"))
    assert there.led("/xiling/account").h1 == "登录" and here.get("/xiling/account").status == 200


def test_another_phone_takes_a_code_to_each(portal: Flask) -> None:
    old, new = new_phone(), new_phone()
    visitor = registered(portal, old)
    forget_limits(portal)
    root = "/xiling/account/security/phone"
    step = submit(visitor.get(root), root)
    step = submit(step, f"{root}/old", "下一步", code=code_of(portal, old))
    step = submit(step, f"{root}/new", "获取验证码", phone=new)
    assert (
        "手机号已经换好" in followed(visitor, submit(step, f"{root}/code", "换手机号", code=code_of(portal, new))).main
    )
    signed_in(portal, new)
    assert submit(browser(portal).get("/login"), name=old, password=PASSWORD).status == 422


def test_a_closed_account_is_nobodys_and_its_phone_is_free(portal: Flask) -> None:
    phone = new_phone()
    visitor = registered(portal, phone)
    forget_limits(portal)
    root = "/xiling/account/security/close"
    step = submit(visitor.get(root), root)
    followed(visitor, submit(step, f"{root}/code", "注销账号", code=code_of(portal, phone)))
    assert visitor.led("/xiling/account").h1 == "登录"
    assert submit(browser(portal).get("/login"), name=phone, password=PASSWORD).status == 422
    forget_limits(portal)
    registered(portal, phone)
