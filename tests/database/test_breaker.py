"""The breaker: a database that does not answer is asked by nobody for a while, and never by all threads."""

from __future__ import annotations

import threading

import pytest

from govsite.database.breaker import AWAY, RESERVED, Breaker, DatabaseAway
from tests.waiting import finish, together, wait_for


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_after_a_failure_it_is_away_for_a_while_and_then_asked_again() -> None:
    clock = Clock()
    breaker = Breaker(8, clock)
    breaker.check()
    breaker.trip()
    with pytest.raises(DatabaseAway):
        breaker.check()
    clock.now = AWAY - 0.01
    assert breaker.is_open
    breaker.trip()
    clock.now = AWAY + 0.01
    assert breaker.is_open, "a second failure keeps it open"
    clock.now = 2 * AWAY
    breaker.check()


@pytest.mark.parametrize(("threads", "turns"), [(8, 8 - RESERVED), (3, 1), (2, 1), (1, 1)])
def test_some_threads_are_never_lent(threads: int, turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govsite.database.breaker.QUEUE", 0.01)
    breaker = Breaker(threads)
    given = [breaker.take_turn() for _ in range(turns)]
    with pytest.raises(DatabaseAway):
        breaker.take_turn()
    given.pop()()
    breaker.take_turn()


def test_who_waits_gets_the_turn_that_comes_free() -> None:
    breaker, asked = Breaker(1), threading.Event()
    back = breaker.take_turn()

    def later() -> None:
        wait_for(asked)
        back()

    thread = threading.Thread(target=later)
    thread.start()
    asked.set()
    breaker.take_turn()()
    finish(thread)


def test_turns_are_given_back_by_all() -> None:
    breaker = Breaker(4)

    def ask() -> None:
        for _ in range(200):
            breaker.take_turn()()

    together(4, ask)
    for _ in range(4 - RESERVED):
        breaker.take_turn()
