"""A lease has one holder at a time, whoever asks when, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select

from govsite.domain.common.leases import new_holder, release, renewed, take
from govsite.extensions import db
from govsite.models.lease import Lease

HOLDERS, ROUNDS, TURNS, LONG = 4, 24, 10, 3600.0


@pytest.fixture
def name(portal: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    with portal.app_context():
        yield request.node.name[:32]


def holder(name: str) -> str | None:
    db.session.rollback()
    return db.session.scalar(select(Lease.holder).where(Lease.name == name))


def test_it_is_taken_renewed_and_given_back(name: str) -> None:
    assert take(name, "a", LONG) and take(name, "a", LONG) and holder(name) == "a"
    assert not take(name, "b", LONG) and holder(name) == "a"
    release(name, "b")
    assert holder(name) == "a", "it is not theirs to give"
    release(name, "a")
    assert take(name, "b", LONG) and not take(name, "a", LONG)


def test_when_its_time_is_over_another_may_take_it(name: str) -> None:
    assert take(name, "a", 0)
    assert take(name, "b", LONG) and not take(name, "a", LONG)


def test_leases_of_other_names_are_others(name: str) -> None:
    assert take(name, "a", LONG) and take(name[:-1] + "2", "b", LONG)


def test_holders_have_names_of_their_own() -> None:
    assert new_holder() != new_holder() and len(new_holder()) <= 100


def test_of_many_at_once_exactly_one_holds_it(portal: Flask) -> None:
    """Each round they all reach for a lease that is free (it is new, or its time is over)."""
    wins: list[list[str]] = [[] for _ in range(ROUNDS)]
    ready = threading.Barrier(HOLDERS)

    def reach(who: str) -> None:
        for round_, won in enumerate(wins):
            ready.wait(timeout=60)
            with portal.app_context():
                if take(f"round {round_ // 2}", who, LONG if round_ % 2 else -1.0):
                    won.append(who)

    threads = [threading.Thread(target=reach, args=(f"holder {number}",)) for number in range(HOLDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(len(won) == 1 for won in wins[1::2]), wins


def test_it_is_never_held_twice(portal: Flask) -> None:
    """Holders take it, work and give it back in turn; none works while another does."""
    working, free = threading.Lock(), threading.Semaphore(0)
    worked: list[tuple[str, bool]] = []

    def work(who: str) -> None:
        for _ in range(TURNS):
            with portal.app_context():
                while not take("turns", who, LONG):
                    free.acquire(timeout=60)
                alone = working.acquire(blocking=False)
                worked.append((who, alone))
                if alone:
                    working.release()
                release("turns", who)
                free.release()

    threads = [threading.Thread(target=work, args=(f"holder {number}",)) for number in range(HOLDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(worked) == HOLDERS * TURNS and all(alone for _, alone in worked)


@contextmanager
def until_renewed(name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    again = threading.Event()

    def noted(*given: object) -> bool:
        done = take(*given)  # type: ignore[arg-type]
        again.set()
        return done

    monkeypatch.setattr("govsite.domain.common.leases.take", noted)
    yield again


def test_it_is_renewed_while_something_long_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert take(name, "a", LONG)
    before = db.session.scalar(select(Lease.until).where(Lease.name == name))
    db.session.rollback()
    with until_renewed(name, monkeypatch) as again, renewed(name, "a", 0.03):
        assert again.wait(60)
    after = db.session.scalar(select(Lease.until).where(Lease.name == name))
    assert before and after and after < before, "the thread wrote its own, shorter time"
