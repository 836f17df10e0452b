"""Who is asked for a captcha: the third in an hour, the too fast; nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError, ProgrammingError

from govsite.domain.common import throttle
from govsite.domain.common.stamps import Stamp, read, stamped
from govsite.domain.common.suspicion import FASTEST, Suspicion, begun, too_fast
from govsite.domain.common.throttle import Limit

SECRET = "of the application"
HOUR = 3600
LETTERS = Suspicion(Limit("letters", capacity=2, every=HOUR), SECRET)
_numbers = count()
moments = st.floats(0, 4e9)


class Clock:
    """The database's time, which passes when the test says so."""

    now = datetime(2026, 11, 30, 8, tzinfo=UTC)

    def __call__(self, _session: object) -> datetime:
        return self.now


@pytest.fixture
def clock(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    monkeypatch.setattr(throttle, "database_time", made)
    with portal.app_context():
        yield made


def somebody() -> str:
    return f"203.0.113.{next(_numbers)}"


def test_the_third_of_an_address_in_an_hour_is_suspicious(clock: Clock) -> None:
    address, other = somebody(), somebody()
    assert [LETTERS.seems(address) for _ in range(4)] == [False, False, True, True]
    assert not LETTERS.seems(other)
    clock.now += timedelta(seconds=HOUR)
    assert [LETTERS.seems(address) for _ in range(2)] == [False, True]


@settings(max_examples=settings.default.max_examples // 3)
@given(pauses=st.lists(st.integers(0, 4000), min_size=3, max_size=8))
def test_no_third_in_any_hour_passes_unasked(clock: Clock, pauses: list[int]) -> None:
    address, passed = somebody(), []
    for pause in pauses:
        clock.now += timedelta(seconds=pause)
        foretold = LETTERS.will_seem(address)
        seems = LETTERS.seems(address)
        assert foretold == seems
        if not seems:
            passed.append(clock.now)
    assert all(third - first >= timedelta(hours=1) for first, third in zip(passed, passed[2:], strict=False))


def test_to_look_takes_nothing_and_what_is_forgiven_does_not_count(clock: Clock) -> None:
    address = somebody()
    assert not any(LETTERS.will_seem(address) for _ in range(9))
    for _ in range(5):
        assert not LETTERS.seems(address)
        LETTERS.forgive(address)
    assert [LETTERS.seems(address) for _ in range(3)] == [False, False, True]
    assert LETTERS.will_seem(address)


def test_nobody_is_not_counted(clock: Clock) -> None:
    assert not any(LETTERS.seems(None) for _ in range(9)) and not LETTERS.will_seem(None)
    assert not any(LETTERS.seems("XJ-20261130-7K2M4P", None) for _ in range(9))
    LETTERS.forgive(None)


def test_while_the_database_is_away_nobody_is_suspected(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(error: Exception) -> None:
        raise error

    address = somebody()
    for name in ("reading", "writing"):
        monkeypatch.setattr(throttle, name, lambda: away(OperationalError("SELECT 1", {}, Exception("away"))))
    assert not any(LETTERS.seems(address) for _ in range(9)) and not LETTERS.will_seem(address)
    monkeypatch.setattr(throttle, "reading", lambda: away(ProgrammingError("SELECT", {}, Exception("wrong"))))
    with pytest.raises(ProgrammingError):
        LETTERS.will_seem(address)


@given(shown=moments, later=st.floats(0, 1e6), key=st.text(st.characters(), max_size=9))
def test_who_took_long_enough_is_not_too_fast(shown: float, later: float, key: str) -> None:
    stamp, now = begun(SECRET, key, shown), shown + later
    fast = too_fast(SECRET, stamp, key, now)
    assert not fast if later >= FASTEST else fast or later >= FASTEST - 1, "whole seconds are written down"


@given(shown=moments, key=st.text(max_size=9), other=st.text(max_size=9))
def test_a_form_tells_of_itself_alone(shown: float, key: str, other: str) -> None:
    stamp, later = begun(SECRET, key, shown), shown + HOUR
    assert too_fast(SECRET, stamp, other, later) == (key != other)
    assert too_fast("another secret", stamp, key, later)


@given(given=st.text(st.characters(), max_size=60), now=moments)
def test_what_tells_nothing_is_too_fast(given: str, now: float) -> None:
    assert too_fast(SECRET, given, "", now) and too_fast(SECRET, given, given, now)


@given(text=st.text(st.characters(), max_size=30), purpose=st.text(max_size=9), now=moments)
def test_what_was_stamped_is_read_and_nothing_else(text: str, purpose: str, now: float) -> None:
    given = stamped(SECRET, purpose, text, now)
    assert read(SECRET, purpose, given) == Stamp(text, int(now))
    assert read(SECRET, purpose + "x", given) is None
    assert read(SECRET, purpose, given[:-1]) is None and read(SECRET, purpose, "x" + given) is None
    assert read(SECRET, purpose, given.replace(".", "..")) is None
