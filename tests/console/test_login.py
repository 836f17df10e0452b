"""Signing in: what is told of a wrong try, what each step asks, and what a half-done sign-in cannot do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.people import recovery
from govsite.domain.people.scope import Role
from govsite.domain.people.staff import create, disable, reset
from govsite.domain.people.tries import CODE_HERE, PASSWORD, PASSWORD_HERE
from govsite.models.sign_in import SignIn
from govsite.models.throttle import Throttle
from tests.apps import statements
from tests.cast import BY_KEY, leaks
from tests.console.people import (
    LOGIN,
    code_now,
    enter,
    follow,
    forget_last_code,
    number_of,
    settle,
    sign_in,
    username_of,
)
from tests.console.people import (
    PASSWORD as RIGHT,
)
from tests.helpers import Page, Visitor
from tests.submitting import Redirect, submit

CLERK = Role("clerk", "420502", department="公安")
WRONG = "用户名或密码不对"


@pytest.fixture(autouse=True)
def fresh(portal: Flask) -> None:
    """Full buckets, nobody half signed in."""
    with portal.app_context(), writing() as session:
        session.execute(delete(Throttle))
        session.execute(delete(SignIn))
    forget_last_code(portal)


@pytest.fixture
def visitor(portal: Flask) -> Visitor:
    return Visitor(portal.test_client())


def first(visitor: Visitor, username: str, password: str = RIGHT, at: str = LOGIN) -> Page | Redirect:
    answer = submit(visitor.get(at), username=username, password=password)
    assert isinstance(answer, Page | Redirect)
    return answer


def newcomer(portal: Flask, username: str) -> str:
    """A new account; returns its first password."""
    with portal.app_context():
        return create(portal.extensions["passwords"], "test", username, "范晓燕", [CLERK])[1]


def records(portal: Flask, number: int, most: int = 3) -> list[tuple[str, str]]:
    with portal.app_context():
        found = audit.last_records(reading(), 50)
        return [(row.what, row.outcome) for row in found if row.who == f"staff {number}"][:most]


def test_password_and_code_lead_to_where_one_works(portal: Flask, visitor: Visitor) -> None:
    clerk = BY_KEY["clerk"]
    assert enter(visitor, username_of(clerk)).to == "/xiling/console/", "the clerk's own site"
    page = visitor.get("/xiling/console/")
    assert "余建国" in page.source and not list(leaks(page))
    assert records(portal, number_of(portal, clerk), 1) == [("sign_in", "done")]
    assert visitor.client.get_cookie("entry") is None


def test_one_comes_back_to_the_page_one_wanted(visitor: Visitor) -> None:
    wanted = visitor.redirect("/hant/xiling/console/sessions")
    page = follow(visitor, first(visitor, "editor", at=wanted))
    answer = submit(page, code=code_now())
    assert isinstance(answer, Redirect) and answer.to == "/hant/xiling/console/sessions"


@pytest.mark.parametrize(
    "next_page", ["//evil.example/", "https://evil.example/", "/personal", "/console/login", "/console/\\x"]
)
def test_and_to_no_other_place(visitor: Visitor, next_page: str) -> None:
    page = submit(visitor.get(f"{LOGIN}?next={next_page}"), username="editor", password=RIGHT)
    answer = submit(follow(visitor, page), code=code_now())
    assert isinstance(answer, Redirect) and answer.to == "/xiling/console/"


def test_a_wrong_try_says_the_same_whatever_was_wrong(portal: Flask, visitor: Visitor) -> None:
    newcomer(portal, "gone")
    with portal.app_context():
        disable("test", "gone")
    told = set()
    for username, password in (("nobody", "x"), ("editor", "x"), ("gone", RIGHT), ("编辑", "\0\ud800"[:1])):
        page = first(visitor, username, password)
        assert isinstance(page, Page) and page.status == 422 and WRONG in page.main
        assert page.one("//input[@name='username']").get("value") == username
        assert not page.one("//input[@name='password']").get("value"), "never the password"
        told.add(page.one("//p[@class='error']").text_content())
    assert len(told) == 1


def test_and_costs_the_same(portal: Flask, visitor: Visitor) -> None:
    """As many statements and as many hashes for an unknown name as for a wrong password."""
    hasher, counted = portal.extensions["passwords"], []
    verify = hasher.verify
    hasher.verify = lambda *given: (counted.append(1), verify(*given))[1]
    try:
        sent = []
        for username in ("editor", "nobody"):
            page = visitor.get(LOGIN)
            with statements(portal) as seen:
                submit(page, username=username, password="x")
            sent.append(len(seen))
    finally:
        del hasher.verify
    assert len(counted) == 2 and sent[0] == sent[1]


@pytest.mark.parametrize(
    ("username", "password"), [("", ""), ("editor", ""), ("", "x"), ("x" * 201, "x"), ("a\x00b", "x")]
)
def test_what_is_missing_is_said(visitor: Visitor, username: str, password: str) -> None:
    page = first(visitor, username, password)
    assert isinstance(page, Page) and page.status == 422 and page.find("//*[@id='errors']")


def test_after_some_tries_one_waits_and_others_do_not(portal: Flask, visitor: Visitor) -> None:
    visitor.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    for _ in range(PASSWORD_HERE.capacity):
        assert first(visitor, "editor", "x").status == 422
    page = first(visitor, "EDITOR", RIGHT)
    assert isinstance(page, Page) and page.status == 429 and "试的次数太多" in page.main
    assert first(visitor, "nobody.else", "x").status == 422, "another account from here"
    elsewhere = Visitor(portal.test_client())
    elsewhere.client.environ_base["REMOTE_ADDR"] = "203.0.113.8"
    assert first(elsewhere, "editor").status == 303, "the account from elsewhere"


def test_a_lock_says_nothing_about_whether_there_is_such_a_name(visitor: Visitor) -> None:
    visitor.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    answers = [[first(visitor, name, "x").status for _ in range(7)] for name in ("editor", "nobody")]
    assert answers[0] == answers[1] == [422] * 5 + [429] * 2


def test_right_tries_are_given_back(visitor: Visitor) -> None:
    for _ in range(PASSWORD.capacity // 10 + PASSWORD_HERE.capacity):
        assert first(visitor, "editor").status == 303


def test_codes_are_few(portal: Flask, visitor: Visitor) -> None:
    page = follow(visitor, first(visitor, "editor"))
    for _ in range(CODE_HERE.capacity):
        page = submit(page, code="000000")
        assert page.status == 422 and "动态口令不对" in page.main
    page = submit(page, code=code_now())
    assert page.status == 429, "also a right one"
    assert visitor.redirect("/console/").startswith("/console/login")


def test_a_code_is_good_once(portal: Flask, visitor: Visitor) -> None:
    enter(visitor, "editor")
    other = Visitor(portal.test_client())
    page = submit(follow(other, first(other, "editor")), code=code_now())
    assert isinstance(page, Page) and page.status == 422 and "已经用过" in page.main


def test_a_half_done_sign_in_opens_nothing(visitor: Visitor) -> None:
    follow(visitor, first(visitor, "editor"))
    assert visitor.redirect("/console/").startswith("/console/login?next=")
    for step in ("password", "factor"):
        assert visitor.redirect(f"{LOGIN}/{step}", 303) == f"{LOGIN}/code", "no step is passed by"


@pytest.mark.parametrize("over", ["late", "reset", "disabled"])
def test_a_half_done_sign_in_ends(portal: Flask, visitor: Visitor, over: str) -> None:
    settle(portal, f"over.{over}", "于志强", CLERK)
    page = follow(visitor, first(visitor, f"over.{over}"))
    with portal.app_context():
        if over == "late":
            with writing() as session:
                session.execute(update(SignIn).values(ends=datetime.now(UTC) - timedelta(seconds=1)))
        elif over == "reset":
            reset(portal.extensions["passwords"], "test", "over.reset")
        else:
            disable("test", "over.disabled")
    answer = submit(page, code=code_now())
    assert isinstance(answer, Redirect) and answer.to == f"{LOGIN}?late=1"
    assert "请重新登录" in visitor.get(answer.to).main


def test_a_step_without_its_token_is_asked_again(visitor: Visitor) -> None:
    page = follow(visitor, first(visitor, "editor"))
    page.one("//input[@name='csrf_token']").set("value", "x")
    answer = submit(page, code=code_now())
    assert isinstance(answer, Redirect) and answer.to == f"{LOGIN}/code"


def test_a_new_account_chooses_a_password_and_sets_up_its_authenticator(portal: Flask, visitor: Visitor) -> None:
    given = newcomer(portal, "newcomer")
    page = follow(visitor, first(visitor, "newcomer", given))
    assert page.h1 == "设置您的密码" and visitor.redirect("/console/").startswith(LOGIN)
    for new, again, said in (
        ("short", "short", "至少要 8 个字符"),
        (given, given, "不一样"),
        ("chuangkou-9-hao", "x", "两次写的不一样"),
    ):
        page = submit(page, new=new, again=again)
        assert page.status == 422 and said in page.main, said
    page = follow(visitor, submit(page, new="chuangkou-9-hao", again="chuangkou-9-hao"))
    secret = page.one("//*[@class='secret']").text_content().replace(" ", "")
    assert page.h1 == "设置动态口令" and page.find("//svg/path") and len(secret) == 32
    wrong = submit(page, code="000000")
    assert wrong.status == 422 and secret in wrong.source.replace(" ", ""), "the same secret as before"
    done = submit(page, code=code_now(secret))
    assert isinstance(done, Page) and done.status == 200
    codes = [item.text_content() for item in done.find("//ul[@class='codes']/li")]
    assert len(set(codes)) == 10 and not list(leaks(done))
    assert done.link("进入工作台") == "/xiling/console/"
    assert visitor.get("/xiling/console/").h1 == "工作台"


def test_a_recovery_code_is_good_once_in_the_place_of_the_code(portal: Flask, visitor: Visitor) -> None:
    number = settle(portal, "lost.phone", "涂海燕", CLERK)
    with portal.app_context():
        codes = recovery.renew(portal.extensions["passwords"], number)
    page = follow(visitor, first(visitor, "lost.phone"))
    page = visitor.get(page.link("用恢复码"))
    assert submit(page, code="1234 5678 1234 5678").status == 422
    answer = submit(page, code=codes[3])
    assert isinstance(answer, Redirect) and answer.to == "/xiling/console/"
    assert "<strong>9</strong>" in visitor.get("/console/factor").source
    other = Visitor(portal.test_client())
    follow(other, first(other, "lost.phone"))
    assert submit(other.get(f"{LOGIN}/recovery"), code=codes[3]).status == 422


def test_who_was_reset_proves_the_second_factor_before_the_password_is_chosen(portal: Flask, visitor: Visitor) -> None:
    settle(portal, "forgot", "郑涵", CLERK)
    with portal.app_context():
        given = reset(portal.extensions["passwords"], "test", "forgot")
    page = follow(visitor, first(visitor, "forgot", given))
    assert page.h1 == "填写动态口令"
    page = follow(visitor, submit(page, code=code_now()))
    assert page.h1 == "设置您的密码"
    answer = submit(page, new="chuangkou-9-hao", again="chuangkou-9-hao")
    assert isinstance(answer, Redirect) and answer.to == "/xiling/console/"


def test_signing_in_makes_one_session_and_leaving_ends_it(portal: Flask, visitor: Visitor) -> None:
    enter(visitor, "editor")
    assert sessions_of(portal) == 1
    page = visitor.get("/xiling/console/")
    answer = submit(page, "/xiling/console/logout")
    assert isinstance(answer, Redirect) and answer.to == "/xiling/console/login"
    assert sessions_of(portal) == 0 and visitor.client.get_cookie("console") is None


def sessions_of(portal: Flask) -> int:
    with portal.app_context():
        return reading().scalar(select(func.count()).select_from(SignIn)) or 0


@pytest.mark.parametrize("path", ["", "/code", "/recovery", "/password", "/factor"])
@pytest.mark.parametrize("root", ["/hant/xiling", "/elder/xiling"])
def test_no_step_is_kept_and_each_knows_its_beginning(visitor: Visitor, root: str, path: str) -> None:
    if path:
        assert visitor.redirect(f"{root}{LOGIN}{path}", 303) == f"{root}{LOGIN}?late=1"
    else:
        assert not list(leaks(visitor.get(f"{root}{LOGIN}")))


def test_while_the_database_is_away_nobody_gets_in(
    portal: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: Any) -> int:
        return 30

    monkeypatch.setattr("govsite.domain.common.tries.take", away)
    page = first(visitor, "editor")
    assert isinstance(page, Page) and page.status == 429 and "30 秒" in page.main


def test_stranger_and_staff_see_what_they_may(portal: Flask) -> None:
    assert sign_in(portal.test_client(), BY_KEY["citizen"]).redirect("/console/").startswith(LOGIN)
