"""Accounts are made, disabled and reset; each change is in the audit, and somebody can always run the portal."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from contextlib import suppress

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from govsite.domain.common import audit, sign_ins
from govsite.domain.common.password_rules import fault
from govsite.domain.common.passwords import Passwords
from govsite.domain.people import usernames
from govsite.domain.people.first_passwords import new_first_password
from govsite.domain.people.passwords import by_password
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import Role
from govsite.domain.people.staff import LAST_OPERATOR, NOBODY, TAKEN, all_staff, create, disable, load, reset
from govsite.extensions import db
from govsite.models.staff import Staff
from govsite.typed import Typed
from tests.people.conftest import forget_staff
from tests.waiting import together

OPERATOR, CLERK = Role("operator"), Role("clerk", "420502", department="公安")


def made(hasher: Passwords, username: str = "fan.xiaoyan", roles: Sequence[Role] = (CLERK,)) -> tuple[int, str]:
    return create(hasher, "command", username, "范晓燕", roles)


def last_record() -> tuple[str, str, str, str, str]:
    db.session.rollback()
    (row,) = audit.last_records(db.session, 1)
    return row.who, row.what, row.target, row.site_code, row.outcome


def names(active: bool = True) -> list[str]:
    db.session.rollback()
    return [row.username for row, _ in all_staff(db.session) if row.disabled is not active]


def test_an_account_is_made_with_its_roles(context: None, hasher: Passwords) -> None:
    number, password = create(hasher, "staff 7", " Fan.Xiaoyan ", "范晓燕 ", (CLERK, Role("editor", "420502")))
    made, more = audit.last_records(db.session, 2)[::-1]
    assert (made.who, made.what, made.target) == ("staff 7", "staff.create", f"staff {number}")
    assert "clerk" in made.details and made.site_code == "420502"
    assert (more.what, more.site_code) == ("staff.give_role", "420502")
    staff = load(db.session, number)
    assert staff and (staff.username, staff.name, staff.must_change) == ("fan.xiaoyan", "范晓燕", True)
    assert set(staff.roles) == {CLERK, Role("editor", "420502")} and type(staff.name) is Typed
    assert not fault(password) and hasher.verify(password, db.session.scalar(select(Staff.password)))


def test_a_name_is_taken_however_it_is_typed(context: None, hasher: Passwords) -> None:
    made(hasher)
    for typed in ("fan.xiaoyan", "FAN.xiaoyan", "ｆan.xiaoyan", " fan.xiaoyan\n"):
        with pytest.raises(Refused, match=TAKEN):
            made(hasher, typed)
    assert names() == ["fan.xiaoyan"]


@pytest.mark.parametrize(
    ("username", "name", "roles", "said"),
    [
        ("范晓燕", "范晓燕", (CLERK,), "字母"),
        ("a", "范晓燕", (CLERK,), "2 到 32"),
        ("a" * 33, "范晓燕", (CLERK,), "2 到 32"),
        ("-fan", "范晓燕", (CLERK,), "第一个"),
        ("fan", " ", (CLERK,), "姓名"),
        ("fan", "范\0", (CLERK,), "姓名"),
        ("fan", "范" * 65, (CLERK,), "姓名"),
        ("fan", "范晓燕", (), "角色"),
    ],
)
def test_what_makes_no_account_is_told(
    context: None, hasher: Passwords, username: str, name: str, roles: Sequence[Role], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        create(hasher, "command", username, name, roles)
    assert names() == []


@given(st.text(st.characters(), max_size=40))
def test_any_name_is_folded_once_for_all(typed: str) -> None:
    folded = usernames.fold(typed)
    assert usernames.fold(folded) == folded
    if not usernames.fault(folded):
        assert folded.isascii() and folded == folded.lower() and usernames.fold(typed.upper()) == folded


def test_a_name_may_have_a_character_that_python_does_not_know_yet(context: None, hasher: Passwords) -> None:
    number, _ = create(hasher, "command", "wang.x", "王\U0002ebf0", (CLERK,))
    assert db.session.get_one(Staff, number).name == "王\U0002ebf0"
    with pytest.raises(Refused, match="请写姓名"):
        create(hasher, "command", "wang.y", "王\u200b", (CLERK,))


def test_first_passwords_keep_the_rule_and_differ() -> None:
    some = {new_first_password() for _ in range(50)}
    assert len(some) == 50 and not any(map(fault, some)) and {len(password) for password in some} == {14}


def test_who_is_disabled_is_out_at_once(context: None, hasher: Passwords) -> None:
    number, password = made(hasher)
    token = sign_ins.begin("console", str(number), {})
    disable("staff 7", "FAN.xiaoyan")
    assert last_record() == ("staff 7", "staff.disable", f"staff {number}", "", "done")
    assert load(db.session, number) is None and sign_ins.find("console", token) is None
    assert by_password(hasher, "fan.xiaoyan", password) is None
    before = audit.last_records(db.session, 1)[0].number
    disable("staff 7", "fan.xiaoyan")
    db.session.rollback()
    assert audit.last_records(db.session, 1)[0].number == before, "nothing was changed"


def test_a_reset_makes_the_old_password_wrong(context: None, hasher: Passwords) -> None:
    number, old = made(hasher)
    token = sign_ins.begin("console", str(number), {})
    new = reset(hasher, "command", "fan.xiaoyan")
    assert last_record() == ("command", "staff.reset", f"staff {number}", "", "done")
    assert sign_ins.find("console", token) is None
    assert by_password(hasher, "fan.xiaoyan", old) is None
    db.session.rollback()
    staff = by_password(hasher, "fan.xiaoyan", new)
    assert staff and staff.must_change and staff.revision == 2


def test_who_is_disabled_comes_back_only_where_that_is_said(context: None, hasher: Passwords) -> None:
    made(hasher)
    disable("command", "fan.xiaoyan")
    with pytest.raises(Refused, match="停用"):
        reset(hasher, "command", "fan.xiaoyan")
    reset(hasher, "command", "fan.xiaoyan", enable=True)
    assert names() == ["fan.xiaoyan"]
    assert json.loads(audit.last_records(db.session, 1)[0].details) == {"enable": True, "lost_factor": False}


def test_a_name_that_nobody_has_is_told(context: None, hasher: Passwords) -> None:
    for ask in (lambda: disable("command", "nobody"), lambda: reset(hasher, "command", "nobody\ud800\0")):
        with pytest.raises(Refused, match=NOBODY):
            ask()


def test_the_last_operator_stays(context: None, hasher: Passwords) -> None:
    made(hasher, "one", (OPERATOR,))
    made(hasher, "two", (OPERATOR, CLERK))
    made(hasher, "clerk")
    disable("command", "one")
    with pytest.raises(Refused, match=LAST_OPERATOR):
        disable("command", "two")
    disable("command", "clerk")
    assert names() == ["two"]


STEPS = st.tuples(st.sampled_from(["disable", "reset", "enable"]), st.sampled_from(["one", "two", "clerk"]))


@given(st.lists(STEPS, max_size=6))
def test_whatever_is_done_an_operator_can_sign_in(
    context: None, hasher: Passwords, steps: list[tuple[str, str]]
) -> None:
    forget_staff()
    for username, role in (("one", OPERATOR), ("two", OPERATOR), ("clerk", CLERK)):
        made(hasher, username, (role,))
    for step, username in steps:
        with suppress(Refused):
            if step == "disable":
                disable("command", username)
            else:
                reset(hasher, "command", username, enable=step == "enable")
        assert set(names()) & {"one", "two"}


def test_operators_who_disable_each_other_leave_one(portal: Flask, context: None, hasher: Passwords) -> None:
    everybody = [f"operator{number}" for number in range(4)]
    for username in everybody:
        made(hasher, username, (OPERATOR,))
    todo, refused, lock = list(everybody), [], threading.Lock()

    def work() -> None:
        with lock:
            username = todo.pop()
        with portal.app_context():
            try:
                disable("command", username)
            except Refused as error:
                refused.append(str(error))

    together(len(everybody), work)
    assert len(names()) == 1 and refused == [LAST_OPERATOR]
