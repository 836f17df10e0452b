"""Token buckets: never more than the limit, whoever asks when; together or not at all; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.common import throttle
from govsite.domain.common.throttle import AWAY_SECONDS, Bucket, Limit, WhenAway, forget_expired, give_back
from govsite.extensions import db
from govsite.models.base import table_of
from govsite.models.throttle import Throttle
from tests.waiting import comes_back, together

SECRET = "of the application"
MINUTE = 60
TRIES = Limit("tries", capacity=5, every=MINUTE)
_numbers = count()


class Clock:
    """The database's time, which passes when the test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 30, 8, tzinfo=UTC)

    def __call__(self, _session: Session) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    monkeypatch.setattr(throttle, "database_time", made)
    with portal.app_context():
        yield made


def new(limit: Limit) -> Bucket:
    """A bucket that nobody has taken from."""
    return limit.bucket(SECRET, f"of {next(_numbers)}")


def take(*buckets: Bucket) -> int:
    return throttle.take(buckets, WhenAway.REFUSE)


def rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Throttle)) or 0


def test_it_holds_its_capacity_then_one_comes_back_at_a_time(clock: Clock) -> None:
    tries = new(TRIES)
    assert [take(tries) for _ in range(6)] == [0, 0, 0, 0, 0, MINUTE]
    clock.wait(20.5)
    assert take(tries) == 40, "39.5 s, rounded up"
    clock.wait(39.5)
    assert [take(tries), take(tries)] == [0, MINUTE]
    clock.wait(3 * MINUTE)
    assert [take(tries) for _ in range(4)] == [0, 0, 0, MINUTE]
    clock.wait(3600)
    assert [take(tries) for _ in range(6)] == [0, 0, 0, 0, 0, MINUTE], "never more than its capacity"


def test_who_goes_on_at_the_wall_waits_longer_each_time(clock: Clock) -> None:
    growing = new(Limit("growing", capacity=3, every=10, growth=2, longest=50, remembered=100))
    waits = []
    for _ in range(7):
        while not (wait := take(growing)):
            pass
        waits.append(wait)
        clock.wait(wait)
    assert waits == [10, 20, 40, 50, 50, 50, 50]
    clock.wait(30)
    assert take(growing) == 0 and take(growing) > 0, "the price is remembered, so two tokens are gone"
    clock.wait(200)
    assert [take(growing) for _ in range(4)] == [0, 0, 0, 10], "full for long enough: forgotten"


def test_one_at_a_time_grows_from_the_first(clock: Clock) -> None:
    code = new(Limit("code", capacity=1, every=60, growth=3, longest=600, remembered=60))
    waits = []
    for _ in range(4):
        assert take(code) == 0
        waits.append(take(code))
        clock.wait(waits[-1])
    assert waits == [60, 180, 540, 600]


limits = st.builds(
    Limit,
    st.just("any"),
    capacity=st.integers(1, 4),
    every=st.integers(1, 90),
    growth=st.integers(1, 3),
    longest=st.integers(90, 400),
    remembered=st.integers(0, 200),
)
pauses = st.lists(st.sampled_from([0, 0, 0, 0.3, 1, 7, 45, 300]), max_size=14)


@settings(max_examples=settings.default.max_examples // 2)
@given(limit=limits, pauses=pauses)
def test_in_any_time_no_more_than_the_limit_and_whoever_waits_as_told_is_served(
    clock: Clock, limit: Limit, pauses: list[float]
) -> None:
    bucket, served = new(limit), []
    for pause in pauses:
        clock.wait(pause)
        wait = take(bucket)
        if wait > 1:
            clock.wait(wait - 1)
            assert take(bucket) == 1, "not a second earlier"
            clock.wait(1)
            assert take(bucket) == 0
        elif wait:
            clock.wait(wait)
            assert take(bucket) == 0
        served.append(clock.now)
    for first, start in enumerate(served):
        for last, end in enumerate(served[first:], first):
            most = limit.capacity + (end - start).total_seconds() / limit.every
            assert last - first + 1 <= most


def test_several_are_taken_together_or_not_at_all(clock: Clock) -> None:
    narrow, wide = new(Limit("narrow", capacity=1, every=90)), new(TRIES)
    assert take(narrow, wide) == 0
    for _ in range(9):
        assert take(wide, narrow) == 90
    assert [take(wide) for _ in range(5)] == [0, 0, 0, 0, MINUTE], "what was refused took none"
    clock.wait(30)
    assert take(narrow, wide) == 60, "the longer wait of the two"
    assert take() == 0


def test_what_was_taken_before_another_was_refused_is_not_waited_for(clock: Clock) -> None:
    """One has a last token and the other none: only the other is to be waited for, whichever comes first."""
    for _ in range(6):
        slow, quick = new(Limit("slow", capacity=1, every=900)), new(Limit("quick", capacity=1, every=5))
        assert take(quick) == 0
        assert take(slow, quick) == 5


def test_a_token_is_given_back(clock: Clock) -> None:
    tries = new(TRIES)
    for _ in range(12):
        assert take(tries) == 0
        give_back([tries])
    assert [take(tries) for _ in range(6)] == [0, 0, 0, 0, 0, MINUTE]
    fresh = new(TRIES)
    give_back([fresh, fresh])
    assert [take(fresh) for _ in range(6)] == [0, 0, 0, 0, 0, MINUTE], "nobody gets more than there is room for"


def test_no_number_and_no_address_can_be_read(clock: Clock) -> None:
    of = ("XJ-20261130-7K2M4P", "203.0.113.4")
    bucket = TRIES.bucket(SECRET, *of)
    take(bucket)
    db.session.rollback()
    kept = str(db.session.execute(select(table_of(Throttle)).where(Throttle.key == bucket.key)).one())
    assert not any(part in kept for part in (*of, *of[0].split("-"), TRIES.name))
    others = (
        TRIES.bucket("another secret", *of),
        TRIES.bucket(SECRET, *reversed(of)),
        TRIES.bucket(SECRET, "".join(of)),
        TRIES.bucket(SECRET, '", "'.join(of)),
        Limit("others", 5, MINUTE).bucket(SECRET, *of),
    )
    assert len({bucket.key, *(other.key for other in others)}) == 6
    assert TRIES.bucket(SECRET, "\udc80\x00").key, "whatever was typed"


def test_what_is_over_is_deleted_and_nothing_else(clock: Clock) -> None:
    with writing() as session:
        clock.wait(10**6)
        forget_expired(session)
    assert rows() == 0
    short, long = new(Limit("short", capacity=2, every=10)), new(Limit("long", capacity=2, every=10, remembered=500))
    take(short, long)
    clock.wait(9)
    with writing() as session:
        assert forget_expired(session) == 0
    clock.wait(1)
    with writing() as session:
        assert forget_expired(session) == 1
    assert rows() == 1


def test_deleting_waits_for_nobody_who_takes(portal: Flask, clock: Clock) -> None:
    """Else each could wait for the other, since a DELETE meets rows in no order. SQLite's writers wait anyway."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("PostgreSQL only")
    held, idle = new(TRIES), new(TRIES)
    take(held, idle)
    clock.wait(10**6)
    with writing() as session:
        forget_others = delete(Throttle).where(Throttle.key.not_in([held.key, idle.key]))
        session.execute(forget_others)
    deleted: list[int] = []

    def chore() -> None:
        with portal.app_context(), writing() as session:
            deleted.append(forget_expired(session))

    with writing() as session:
        session.execute(update(Throttle).where(Throttle.key == held.key).values(price=1))
        comes_back(chore)
    assert deleted == [1] and rows() == 1


def test_of_many_at_once_no_more_than_the_limit_are_served(portal: Flask) -> None:
    bucket, served = new(Limit("crowd", capacity=7, every=10**6, longest=10**6)), []

    def reach() -> None:
        for _ in range(5):
            with portal.app_context():
                served.append(take(bucket) == 0)

    together(4, reach)
    assert served.count(True) == 7 and len(served) == 20


def test_who_want_the_same_ones_never_wait_for_each_other(portal: Flask) -> None:
    """In whatever order they are named; a deadlock would raise."""
    wide = Limit("wide", capacity=48, every=10**6, longest=10**6)
    both = [new(wide), new(wide)]

    def reach() -> None:
        for turn in range(12):
            with portal.app_context():
                assert take(*both[:: 1 if turn % 2 else -1]) == 0

    together(4, reach)
    with portal.app_context():
        assert take(both[0]) > 0 and take(both[1]) > 0, "every token was taken once"


@pytest.mark.parametrize(("when_away", "answer"), [(WhenAway.ALLOW, 0), (WhenAway.REFUSE, AWAY_SECONDS)])
def test_away_the_caller_has_chosen(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, when_away: WhenAway, answer: int
) -> None:
    def away(_session: Session) -> datetime:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr(throttle, "writing", lambda: away(db.session))
    assert throttle.take([new(TRIES)], when_away) == answer
    give_back([new(TRIES)])
    assert f"({when_away.value}): database is away" in caplog.text


def test_our_own_mistakes_are_not_taken_for_a_database_that_is_away(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(_session: Session) -> datetime:
        raise ProgrammingError("SELECT", {}, Exception("wrong"))

    monkeypatch.setattr(throttle, "writing", lambda: wrong(db.session))
    for step in (take, lambda bucket: give_back([bucket])):
        with pytest.raises(ProgrammingError):
            step(new(TRIES))


@pytest.mark.parametrize(
    "wrong", [{"capacity": 0}, {"every": 0}, {"growth": 0}, {"remembered": -1}, {"every": 60, "longest": 59}]
)
def test_limits_that_make_no_bucket_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="'wrong'"):
        Limit("wrong", **{"capacity": 1, "every": 1, **wrong})
