"""The authenticator and the recovery codes: right ones count once, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from govsite.domain.common.passwords import Passwords
from govsite.domain.people import recovery, totp
from govsite.domain.people.refused import Refused
from govsite.domain.people.staff import reset
from govsite.extensions import db
from govsite.models.base import table_of
from govsite.models.second_factor import RecoveryCode
from tests.apps import rows
from tests.people.conftest import forget_staff
from tests.people.test_staff import last_record, made
from tests.waiting import together

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, in base32
START = datetime(2026, 11, 30, 9, 0, 0, tzinfo=UTC)


class Clock:
    """In the place of ``datetime`` in the module: the moment now is what the test says."""

    moment = START

    @classmethod
    def now(cls, zone: object) -> datetime:
        return cls.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    Clock.moment = START
    monkeypatch.setattr(totp, "datetime", Clock)
    return Clock


def code_at(secret: str, moment: datetime) -> str:
    return pyotp.TOTP(secret).at(moment)


def enrolled(hasher: Passwords, clock: type[Clock]) -> tuple[int, str, list[str]]:
    """Somebody with an authenticator, a minute ago."""
    number, _ = made(hasher)
    secret = totp.begin(number, "fan.xiaoyan", "湖北政务服务网").secret
    codes = totp.confirm(hasher, number, code_at(secret, clock.moment))
    assert len(set(codes)) == 10
    clock.moment += timedelta(minutes=1)
    db.session.rollback()
    return number, secret, codes


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert totp.step_of(SECRET, code, datetime.fromtimestamp(second, UTC)) == second // 30


@given(st.integers(0, 2**33), st.integers(-4, 4))
def test_a_code_counts_one_step_either_way(second: int, away: int) -> None:
    now = datetime.fromtimestamp(second + 300, UTC)
    step = int(now.timestamp()) // 30
    code = pyotp.TOTP(SECRET).generate_otp(step + away)
    near = {pyotp.TOTP(SECRET).generate_otp(step + offset) for offset in (-1, 0, 1)}
    assert (totp.step_of(SECRET, code, now) is not None) is (code in near)
    if abs(away) <= 1:
        assert totp.step_of(SECRET, f" {code[:3]} {code[3:]}", now) is not None


@given(st.text(st.characters(), max_size=8))
def test_what_is_no_code_is_wrong(typed: str) -> None:
    now = datetime.fromtimestamp(59, UTC)
    assert totp.step_of(SECRET, typed, now) is None or "".join(typed.split())


def test_it_counts_once_a_code_was_typed(context: None, hasher: Passwords, clock: type[Clock]) -> None:
    number, _ = made(hasher)
    first = totp.begin(number, "fan.xiaoyan", "湖北政务服务网")
    assert first.uri.startswith("otpauth://totp/") and f"secret={first.secret}" in first.uri
    second = totp.begin(number, "fan.xiaoyan", "湖北政务服务网")
    assert not totp.is_enrolled(db.session, number) and totp.enrolled(db.session) == frozenset()
    assert not totp.verify(number, code_at(second.secret, clock.moment)), "it was not confirmed"
    assert totp.confirm(hasher, number, code_at(first.secret, clock.moment)) == [], "the first was forgotten"
    assert len(totp.confirm(hasher, number, code_at(second.secret, clock.moment))) == 10
    assert last_record()[:2] == (f"staff {number}", "second_factor.enrol")
    assert totp.is_enrolled(db.session, number) and totp.enrolled(db.session) == {number}
    with pytest.raises(Refused, match="重置"):
        totp.begin(number, "fan.xiaoyan", "湖北政务服务网")
    assert totp.confirm(hasher, number, code_at(second.secret, clock.moment)) == []


def test_a_code_is_good_once_and_none_before_it(context: None, hasher: Passwords, clock: type[Clock]) -> None:
    number, secret, _ = enrolled(hasher, clock)
    later, now, before = (clock.moment + timedelta(seconds=30 * away) for away in (1, 0, -1))
    assert totp.verify(number, code_at(secret, now)) and not totp.verify(number, code_at(secret, now))
    assert last_record()[:2] == (f"staff {number}", "second_factor") and last_record()[-1] == "refused"
    assert not totp.verify(number, code_at(secret, before)) and totp.verify(number, code_at(secret, later))
    assert not totp.verify(number + 1, code_at(secret, later)), "who has none"


@settings(max_examples=settings.default.max_examples // 3)
@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(-2, 2)), max_size=6))
def test_the_steps_of_good_codes_only_grow(
    context: None, hasher: Passwords, clock: type[Clock], moves: list[tuple[int, int]]
) -> None:
    forget_staff()
    number, secret, _ = enrolled(hasher, clock)
    last = int(clock.moment.timestamp()) // 30 - 2
    for passed, away in moves:
        clock.moment += timedelta(seconds=30 * passed)
        db.session.rollback()
        code = pyotp.TOTP(secret).generate_otp(int(clock.moment.timestamp()) // 30 + away)
        step = totp.step_of(secret, code, clock.moment)
        assert totp.verify(number, code) is (step is not None and step > last)
        last = max(last, step or 0)


def test_the_code_of_the_enrolment_is_used(context: None, hasher: Passwords, clock: type[Clock]) -> None:
    number, secret, _ = enrolled(hasher, clock)
    clock.moment = START
    assert not totp.verify(number, code_at(secret, START))


def test_of_many_with_one_code_one_gets_in(portal: Flask, context: None, hasher: Passwords, clock: type[Clock]) -> None:
    number, secret, codes = enrolled(hasher, clock)
    code, good = code_at(secret, clock.moment), []

    def work() -> None:
        with portal.app_context():
            good.extend(name for name, done in tries(number, code, codes[4], hasher) if done)

    together(4, work)
    assert sorted(good) == ["code", "recovery"]


def tries(number: int, code: str, on_paper: str, hasher: Passwords) -> list[tuple[str, bool]]:
    return [("code", totp.verify(number, code)), ("recovery", recovery.use(hasher, number, on_paper))]


def test_each_recovery_code_is_good_once(context: None, hasher: Passwords, clock: type[Clock]) -> None:
    number, _, codes = enrolled(hasher, clock)
    assert recovery.left(db.session, number) == 10
    for code in codes:
        db.session.rollback()
        assert recovery.use(hasher, number, code.replace(" ", "-"))
        assert last_record()[:2] == (f"staff {number}", "recovery_code")
        assert not recovery.use(hasher, number, code)
    assert last_record()[-1] == "refused" and recovery.left(db.session, number) == 0


def test_what_is_no_recovery_code_costs_one_verification_too(
    context: None, hasher: Passwords, clock: type[Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _, codes = enrolled(hasher, clock)
    verified, inner = [], Passwords.verify

    def verify(own: Passwords, password: str, stored: str | None) -> bool:
        verified.append(stored is not None)
        return inner(own, password, stored)

    monkeypatch.setattr(Passwords, "verify", verify)
    wrong = f"{codes[3][:-1]}{(int(codes[3][-1]) + 1) % 10}"
    for typed in ("", "x", "\ud800", "²", wrong, "0" * 16):
        db.session.rollback()
        assert not recovery.use(hasher, number, typed)
    assert len(verified) == 6
    assert not recovery.use(hasher, number + 1, codes[0])


def test_nothing_of_them_can_be_read_in_the_database(
    portal: Flask, context: None, hasher: Passwords, clock: type[Clock]
) -> None:
    _, secret, codes = enrolled(hasher, clock)
    (row,) = rows(portal, "SELECT secret FROM second_factor")
    assert secret.encode() not in bytes(row.secret)
    stored = str(db.session.execute(select(table_of(RecoveryCode))).all())
    assert not any(code in stored or code.replace(" ", "") in stored for code in codes)


def test_a_lost_one_is_taken_away_by_a_reset(context: None, hasher: Passwords, clock: type[Clock]) -> None:
    number, _, _ = enrolled(hasher, clock)
    reset(hasher, "command", "fan.xiaoyan")
    assert totp.is_enrolled(db.session, number), "a new password is no new second factor"
    reset(hasher, "command", "fan.xiaoyan", lost_factor=True)
    db.session.rollback()
    assert not totp.is_enrolled(db.session, number) and recovery.left(db.session, number) == 0
    totp.begin(number, "fan.xiaoyan", "湖北政务服务网")
