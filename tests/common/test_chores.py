"""Chores run when they are due, by one process, and one that fails stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import nullcontext

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from govsite.database.session import writing
from govsite.domain.common import chores, leases
from govsite.domain.common.chores import LEASE, Chore, run_chores, run_once
from govsite.extensions import db
from govsite.models.lease import Lease

DAY = 86_400.0


@pytest.fixture
def app(portal: Flask) -> Iterator[Flask]:
    with portal.app_context():
        with writing() as session:
            session.execute(delete(Lease))
        yield portal


def stopping_after(pauses: int, seen: list[float]) -> Callable[[float], bool]:
    """A wait that takes no time and says to stop at the so many-th pause; short looks do not count."""

    def wait(seconds: float) -> bool:
        if seconds:
            seen.append(seconds)
        return len(seen) >= pauses

    return wait


def holders() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Lease.holder).where(Lease.name == LEASE)))


def test_each_runs_when_it_is_due(app: Flask) -> None:
    ran: list[str] = []
    often, seldom = Chore("often", 0.0, lambda: ran.append("often")), Chore("seldom", DAY, lambda: ran.append("seldom"))
    turns = iter([False] * 11)
    run_chores([often, seldom], lambda _seconds: next(turns, True), nullcontext)
    assert ran.count("seldom") == 1 and ran.count("often") > 2
    assert holders() == [], "the lease was given back"


def test_it_waits_no_longer_than_the_lease_is_good(app: Flask) -> None:
    pauses: list[float] = []
    run_chores([Chore("seldom", DAY, int)], stopping_after(2, pauses), nullcontext)
    assert pauses == [chores.LEASE_SECONDS / 3] * 2
    pauses.clear()
    run_chores([Chore("often", 5.0, int)], stopping_after(1, pauses), nullcontext)
    assert 0 < pauses[0] <= 5.0


def test_one_that_fails_is_logged_and_the_others_run(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    ran: list[str] = []
    assert run_once([Chore("bad", DAY, lambda: 1 // 0), Chore("good", DAY, lambda: ran.append("good"))], nullcontext)
    assert ran == ["good"]
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "'bad' failed" in record.message and record.exc_info


def test_nothing_runs_while_another_holds_the_lease(app: Flask) -> None:
    ran: list[str] = []
    mine = [Chore("mine", DAY, lambda: ran.append("mine"))]
    assert leases.take(LEASE, "another", 3600)
    assert not run_once(mine, nullcontext)
    run_chores(mine, stopping_after(2, []), nullcontext)
    assert not ran and holders() == ["another"]
    leases.release(LEASE, "another")
    assert run_once(mine, nullcontext) and ran == ["mine"]


def test_one_that_loses_the_lease_runs_no_more(app: Flask) -> None:
    ran: list[str] = []

    def lose() -> None:
        leases.release(LEASE, holders()[0])
        assert leases.take(LEASE, "another", 3600)

    first, second = Chore("first", DAY, lose), Chore("second", DAY, lambda: ran.append("second"))
    run_chores([first, second], stopping_after(1, []), nullcontext)
    assert not ran and holders() == ["another"]


def test_a_stop_lets_the_chore_end_and_begins_no_other(app: Flask) -> None:
    ran: list[str] = []
    both = [Chore("first", DAY, lambda: ran.append("first")), Chore("second", DAY, lambda: ran.append("second"))]
    run_chores(both, lambda _seconds: bool(ran), nullcontext)
    assert ran == ["first"] and holders() == []


def test_a_database_that_is_away_is_waited_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object) -> bool:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr(leases, "take", away)
    monkeypatch.setattr(leases, "release", away)
    pauses: list[float] = []
    run_chores([Chore("mine", DAY, int)], stopping_after(3, pauses), nullcontext)
    assert len(pauses) == 3 and "while the database is away" in caplog.text
