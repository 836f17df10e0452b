"""Signing in with a password: right, or one answer at one cost for all else; and choosing another."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask
from sqlalchemy import select

from govsite.domain.common import audit, sign_ins
from govsite.domain.common.passwords import Cost, Passwords
from govsite.domain.people.passwords import CHANGED, SAME, WRONG, by_password, change, signed_in
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import Officer
from govsite.domain.people.staff import disable, load, reset
from govsite.extensions import db
from govsite.models.staff import Staff
from tests.apps import statements
from tests.conftest import SECRET
from tests.people.test_staff import last_record, made

GOOD = "Tiger_sofa9"


def officer(number: int) -> Officer:
    db.session.rollback()
    found = load(db.session, number)
    assert found
    return found


def test_the_right_password_finds_who_it_is(context: None, hasher: Passwords) -> None:
    number, password = made(hasher)
    for typed in ("fan.xiaoyan", " FAN.Xiaoyan "):
        assert by_password(hasher, typed, password) == officer(number)


CASES = {
    "wrong password": ("fan.xiaoyan", "Tiger_sofa8"),
    "unknown name": ("nobody", "Tiger_sofa8"),
    "no name at all": ("", ""),
    "a name that no database takes": ("a\0\ud800", "\ud800"),
    "disabled, right password": ("gone", None),
}


@pytest.mark.parametrize("case", CASES)
def test_every_refusal_costs_the_same(
    portal: Flask, context: None, hasher: Passwords, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    made(hasher)
    _, of_gone = made(hasher, "gone")
    disable("command", "gone")
    verified, inner = [], PasswordHasher.verify

    def verify(own: PasswordHasher, stored: str, password: bytes) -> Any:
        verified.append(extract_parameters(stored))
        return inner(own, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    told = []
    for username, password in (CASES["wrong password"], CASES[case]):
        db.session.rollback()
        with statements(portal) as seen:
            assert by_password(hasher, username, of_gone if password is None else password) is None
        told.append(list(seen))
    assert told[0] == told[1] and len(told[0]) < 9
    assert len(verified) == 2 and verified[0] == verified[1]
    who, what, _, site_code, outcome = last_record()
    assert (who, what, site_code, outcome) == ("-", "sign_in", "", "refused")


def test_a_sign_in_is_written_down(context: None, hasher: Passwords) -> None:
    number, _ = made(hasher)
    staff = officer(number)
    assert signed_in(staff) and last_record() == (f"staff {number}", "sign_in", "", "", "done")
    assert db.session.scalar(select(Staff.signed_in)) is not None
    assert signed_in(staff), "which is no change of the account"


def test_nobody_is_signed_in_by_what_was_changed_meanwhile(context: None, hasher: Passwords) -> None:
    number, _ = made(hasher)
    staff = officer(number)
    reset(hasher, "command", "fan.xiaoyan")
    assert not signed_in(staff) and last_record()[1] == "staff.reset"
    staff = officer(number)
    disable("command", "fan.xiaoyan")
    assert not signed_in(staff)


def test_a_hash_of_older_parameters_is_made_anew(context: None, hasher: Passwords) -> None:
    _, password = made(Passwords(SECRET, Cost(16, 1, 1)))
    assert by_password(hasher, "fan.xiaoyan", password)
    db.session.rollback()
    stored = db.session.scalar(select(Staff.password))
    assert stored and not hasher.is_outdated(stored)
    assert by_password(hasher, "fan.xiaoyan", password)


def test_a_chosen_password_ends_the_other_sessions(context: None, hasher: Passwords) -> None:
    number, first = made(hasher)
    here, there = (sign_ins.begin("console", str(number), {}) for _ in range(2))
    found = sign_ins.find("console", here)
    assert found
    change(hasher, officer(number), first, GOOD, keep=found.id)
    assert last_record()[1:3] == ("staff.password", f"staff {number}")
    assert sign_ins.find("console", here) and not sign_ins.find("console", there)
    staff = by_password(hasher, "fan.xiaoyan", GOOD)
    assert staff and not staff.must_change and by_password(hasher, "fan.xiaoyan", first) is None


def test_what_cannot_be_the_new_password_is_told(context: None, hasher: Passwords) -> None:
    number, first = made(hasher)
    staff = officer(number)
    for old, new, said in (
        ("wrong", GOOD, WRONG),
        (first, "short", "至少"),
        (first, "fan.xiaoyan1", "用户名"),
        (first, first, SAME),
        (first, first.replace("-", "－"), SAME),
    ):
        with pytest.raises(Refused, match=said):
            change(hasher, staff, old, new)
    db.session.rollback()
    assert by_password(hasher, "fan.xiaoyan", first)
    assert [row.outcome for row in audit.last_records(db.session, 2)] == ["refused", "done"]


def test_of_two_changes_at_once_one_is_told(context: None, hasher: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    number, first = made(hasher)
    staff, inner = officer(number), hasher.hash

    def hash_slowly(password: str) -> str:
        monkeypatch.setattr(hasher, "hash", inner)
        reset(hasher, "command", "fan.xiaoyan")
        return inner(password)

    monkeypatch.setattr(hasher, "hash", hash_slowly)
    with pytest.raises(Refused, match=CHANGED):
        change(hasher, staff, first, GOOD)
