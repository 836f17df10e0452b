"""Accounts of others: who sees and changes which, first passwords shown once, roles given and taken."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import Role
from govsite.domain.people.staff import Staff, find, take
from govsite.models.department import Department
from govsite.models.role import Role as RoleRow
from tests.cast import BY_KEY, leaks
from tests.console.people import LOGIN, PASSWORD, enter, follow, number_of, settle, sign_in
from tests.helpers import Page, Visitor
from tests.submitting import submit

numbers = iter(range(1, 1000))
EDITOR, CLERK = Role("editor", "420502"), Role("clerk", "420502", department="公安")


@pytest.fixture(scope="module", autouse=True)
def departments(portal: Flask) -> None:
    with portal.app_context(), writing() as session:
        for key in ("公安", "政务服务"):
            row = {"key": key, "slug": key, "name": f"西陵区{key}", "title": key, "site_code": "420502"}
            session.add(Department(**{k: v for k, v in row.items() if hasattr(Department, k)}))


@pytest.fixture
def admin(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["site_admin"])


@pytest.fixture
def operator(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["operator"])


def somebody(portal: Flask, *roles: Role) -> tuple[int, str]:
    username = f"somebody.{next(numbers)}"
    return settle(portal, username, "于志强", *(roles or (EDITOR,))), username


def roles_of(portal: Flask, number: int) -> set[Role]:
    with portal.app_context():
        found = find(reading(), number)
        return set(found[1]) if found else set()


def last(portal: Flask) -> tuple[str, str, str]:
    with portal.app_context():
        row = audit.last_records(reading(), 1)[0]
        return row.who, row.what, row.target


def give(page: Page, number: int, **fields: Any) -> Any:
    return submit(page, f"/xiling/console/staff/{number}/roles", **fields, password=PASSWORD)


def listed(page: Page) -> set[str]:
    return {link.text_content() for link in page.find("//tbody/tr/th/a")}


def test_one_sees_those_whose_roles_one_may_give(portal: Flask, admin: Visitor, operator: Visitor) -> None:
    here = listed(admin.get("/xiling/console/staff"))
    assert {"clerk", "editor", "site-admin"} <= here
    assert not here & {"operator", "auditor", "clerk.of.another.site", "site-admin.above"}
    admin.get("/yichang/console/staff", 404)
    assert {"operator", "auditor", "clerk", "clerk.of.another.site"} <= listed(operator.get("/console/staff"))
    below = listed(operator.get("/yichang/console/staff"))
    assert {"clerk", "clerk.of.another.site"} <= below and "operator" not in below


def test_a_new_account_gets_a_password_that_is_shown_once(portal: Flask, admin: Visitor) -> None:
    page = admin.get("/xiling/console/staff/new")
    for fields, said in (
        ({"username": "", "name": ""}, "请写用户名"),
        ({"username": "new.one", "name": "范晓燕", "role": "clerk"}, "请写这个站点的部门之一"),
        ({"username": "new.one", "name": "范晓燕", "role": "editor", "department": "公安"}, "不分部门"),
        ({"username": "clerk", "name": "范晓燕", "role": "editor", "department": ""}, "已经有人用这个用户名"),
        ({"username": "新", "name": "范晓燕", "role": "editor"}, "用户名"),
    ):
        page = submit(page, **fields, password=PASSWORD)
        assert page.status == 422 and said in page.main, said
        assert page.one("//input[@name='username']").get("value") == fields["username"]
    page = submit(page, username="New.One", name="范晓燕", role="clerk", department="公安", password=PASSWORD)
    assert page.status == 200 and not list(leaks(page)) and "范晓燕" in page.main
    password = page.one("//*[contains(@class, 'first-password')]").text_content()
    visitor = Visitor(portal.test_client())
    assert follow(visitor, submit(visitor.get(LOGIN), username="new.one", password=password)).h1 == "设置您的密码"
    assert password not in admin.get(page.link("我已告诉本人")).source
    who, what, _ = last(portal)
    assert what == "staff.create" and who == f"staff {number_of(portal, BY_KEY['site_admin'])}"


def test_nobody_gives_more_than_they_have(portal: Flask, admin: Visitor) -> None:
    page = admin.get("/xiling/console/staff/new")
    offered = set(page.find("//input[@name='role']/@value"))
    assert offered == {"site_admin", "editor", "clerk"}
    assert not page.find("//input[@name='subtree']"), "there is nothing below"
    token = page.find("//main//input[@name='csrf_token']/@value")[0]
    data = {"username": "too.much", "name": "于志强", "role": "operator", "csrf_token": token, "password": PASSWORD}
    assert admin.client.post("/xiling/console/staff/new", data=data).status_code == 422
    with portal.app_context():
        assert reading().scalar(select(Staff.id).where(Staff.username == "too.much")) is None


def test_roles_are_given_and_taken(portal: Flask, admin: Visitor) -> None:
    number, _ = somebody(portal)
    page = admin.get(f"/xiling/console/staff/{number}")
    page = follow(admin, give(page, number, role="clerk", department="公安"))
    assert "角色给好了，马上起作用" in page.main and roles_of(portal, number) == {EDITOR, CLERK}
    assert last(portal)[1:] == ("staff.give_role", f"staff {number}")
    again = give(page, number, role="clerk", department="公安")
    assert again.status == 422 and "已经有这个角色" in again.main
    page = follow(admin, submit(admin.get(page.link("拿掉")), password=PASSWORD))
    assert len(roles_of(portal, number)) == 1 and last(portal)[1] == "staff.take_role"


def test_a_role_does_not_end_a_session(portal: Flask, admin: Visitor) -> None:
    number, username = somebody(portal)
    visitor = Visitor(portal.test_client())
    enter(visitor, username)
    page = admin.get(f"/xiling/console/staff/{number}")
    give(page, number, role="site_admin")
    assert visitor.get("/xiling/console/staff").h1 == "工作人员", "what was typed meanwhile is not lost"


def test_a_role_that_was_taken_away_is_gone_at_the_next_request(portal: Flask, admin: Visitor) -> None:
    number, username = somebody(portal, CLERK, EDITOR)
    visitor = Visitor(portal.test_client())
    enter(visitor, username)
    assert visitor.get("/xiling/console/letters").h1 == "信件"
    form = visitor.get("/xiling/console/letters/templates")
    page = admin.get(f"/xiling/console/staff/{number}")
    (link,) = page.find("//a[contains(@href, 'role=clerk')]/@href")
    submit(admin.get(link), password=PASSWORD)
    assert roles_of(portal, number) == {EDITOR}
    assert visitor.get("/xiling/console/letters", status=404)
    assert submit(form, "/xiling/console/letters/templates", name="催办", text="请再等一等。").status == 404
    assert visitor.get("/xiling/console/").h1, "who has another role goes on with it"


def test_subtree_is_given_by_who_has_it(portal: Flask) -> None:
    above = sign_in(portal.test_client(), BY_KEY["site_admin above"])
    number, _ = somebody(portal, Role("editor", "420500"))
    page = above.get(f"/yichang/console/staff/{number}")
    submit(page, f"/yichang/console/staff/{number}/roles", role="site_admin", subtree=True, password=PASSWORD)
    assert Role("site_admin", "420500", True) in roles_of(portal, number)


@pytest.mark.parametrize("path", ["", "/disable", "/reset"])
def test_others_accounts_are_not_there(portal: Flask, admin: Visitor, path: str) -> None:
    for key in ("operator", "clerk of another site", "site_admin above"):
        admin.get(f"/xiling/console/staff/{number_of(portal, BY_KEY[key])}{path}", 404)
    for number in (999_999, 2**31, 10**30):
        admin.get(f"/xiling/console/staff/{number}{path}", 404)
    own = number_of(portal, BY_KEY["site_admin"])
    admin.get(f"/xiling/console/staff/{own}{path}", 404 if path else 200)


def test_who_has_a_role_beyond_is_not_managed(portal: Flask, admin: Visitor) -> None:
    """Or a site administrator could take over an operator's account by a new password."""
    number, _ = somebody(portal, EDITOR, Role("operator"))
    page = admin.get(f"/xiling/console/staff/{number}")
    assert "上级管理员办理" in page.main and not page.find("//a[contains(@href, '/reset')]")
    admin.get(f"/xiling/console/staff/{number}/reset", 404)
    token = page.find("//main//input[@name='csrf_token']/@value")[0]
    admin.client.post(
        f"/xiling/console/staff/{number}/roles/take",
        data={"role": "operator  ", "csrf_token": token, "password": PASSWORD},
    )
    assert Role("operator") in roles_of(portal, number)


def test_disabling_is_asked_and_ends_sessions(portal: Flask, admin: Visitor) -> None:
    number, username = somebody(portal)
    visitor = Visitor(portal.test_client())
    enter(visitor, username)
    page = admin.get(admin.get(f"/xiling/console/staff/{number}").link("停用帐号"))
    page = follow(admin, submit(page, password=PASSWORD))
    assert "帐号停用了" in page.main and "已停用" in page.main
    assert visitor.redirect("/console/").startswith(LOGIN)
    page = submit(admin.get(page.link("恢复使用")), password=PASSWORD)
    assert page.find("//*[contains(@class, 'first-password')]")
    with portal.app_context():
        found = find(reading(), number)
        assert found and not found[0].disabled


def test_a_lost_phone_is_reset_with_the_password(portal: Flask, admin: Visitor) -> None:
    number, username = somebody(portal)
    page = submit(admin.get(f"/xiling/console/staff/{number}/reset"), lost_factor=True, password=PASSWORD)
    password = page.one("//*[contains(@class, 'first-password')]").text_content()
    visitor = Visitor(portal.test_client())
    assert submit(visitor.get(LOGIN), username=username, password=PASSWORD).status == 422
    page = follow(visitor, submit(visitor.get(LOGIN), username=username, password=password))
    page = follow(visitor, submit(page, new="chuangkou-9-hao", again="chuangkou-9-hao"))
    assert page.h1 == "设置动态口令"


def test_the_last_operator_keeps_the_role(portal: Flask) -> None:
    keep = number_of(portal, BY_KEY["operator"])
    with portal.app_context(), writing() as session:
        session.execute(delete(RoleRow).where(RoleRow.role == "operator", RoleRow.staff_id != keep))
    with portal.app_context(), pytest.raises(Refused, match="最后一个"):
        take("test", keep, Role("operator"))
    assert Role("operator") in roles_of(portal, keep)
