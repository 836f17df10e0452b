"""Several who store the same rows: on PostgreSQL none of them waits for ever for one that waits for it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update

from govsite.database.session import writing
from govsite.domain.cases import bulk, figures, merging, office
from govsite.domain.cases.cards import deal
from govsite.domain.common.days import today
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets import receipts
from govsite.domain.tickets.desks import Desk
from govsite.extensions import db
from govsite.models import Case, Ticket
from govsite.models.used import Used
from tests.api.caller import Caller
from tests.cases.counted import check_tallies
from tests.cases.racing import (
    ACCEPT,
    WAITING,
    at_one_moment,
    db_kind,
    desk,
    hand,
    happened,
    patient,
    pushed,
    serials,
    system,
    take_in,
)
from tests.cases.window import tallied
from tests.waiting import comes_back, finish, wait

__all__ = ["desk", "patient", "system"]


class Meeting:
    """Where two writers meet in the middle of what they store: each goes on once the other is there as well.

    Or once somebody waits for a lock, as it should be, or has come to an end. SQLite has one writer at a time.
    """

    def __init__(self, app: Flask) -> None:
        self.app, self.there = app, set[int]()

    def __call__(self) -> None:
        self.there.add(threading.get_ident())
        if db.engine.dialect.name == "postgresql":
            wait(lambda: len(self.there) > 1 or self.somebody_waits())

    def somebody_waits(self) -> bool:
        with db.engine.connect() as connection:  # what it is told of others stays the same in a transaction
            return bool(connection.scalar(text(WAITING)))

    def leave(self) -> None:
        self.there |= {-1, threading.get_ident()}


def both(app: Flask, meeting: Meeting, *works: Callable[[], Any]) -> list[Any]:
    """At one moment, each with word of its end."""

    def run(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            meeting.leave()

    return at_one_moment(app, *(lambda work=work: run(work) for work in works))


def push_both(window: Flask, system: Caller, meeting: Meeting, *batches: list[dict[str, Any]]) -> list[int]:
    """The second one begins when the first is in the middle."""

    def push(turn: int) -> int:
        if turn:
            wait(lambda: meeting.there)
        answer = Caller(window, system.key, system.secret).push(*batches[turn])
        return int(answer.status_code)

    return both(window, meeting, lambda: push(0), lambda: push(1))


def test_two_batches_with_the_same_new_cases_in_another_order(
    window: Flask, desk: Desk, system: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, add_all = Meeting(window), bulk.add_all

    def one_then_the_others(session: Any, model: Any, rows: Sequence[Any]) -> None:
        add_all(session, model, rows[:1])
        if model is Case:
            meeting()
        add_all(session, model, rows[1:])

    monkeypatch.setattr(bulk, "add_all", one_then_the_others)
    numbers = serials(1, 3)
    assert push_both(window, system, meeting, pushed(numbers, ACCEPT), pushed(numbers[::-1], ACCEPT)) == [200, 200]
    assert happened(window) == {"submit": 3, "accept": 3}


def test_two_batches_with_the_same_known_cases_in_another_order(
    window: Flask, desk: Desk, system: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, numbers = Meeting(window), serials(1, 6)
    assert system.push(*pushed(numbers[::-1])).status_code == 200, "their ids run the other way than their numbers"

    def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
        for place, part in enumerate(bulk.chunks(values)):
            if place:
                meeting()
            yield part

    monkeypatch.setattr(bulk, "CHUNK", 2)
    monkeypatch.setattr(merging, "chunks", chunks)
    assert push_both(window, system, meeting, pushed(numbers[:4], ACCEPT), pushed(numbers[1:], ACCEPT)) == [200, 200]
    assert happened(window) == {"submit": 6, "accept": 6}


def test_two_that_count_for_two_places_each(window: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One case is passed from a department to a second one, another from there to a third."""
    first, second = take_in(window, desk), take_in(window, desk)
    with window.app_context():
        office.pass_on(hand(window, desk, second), "乙", "归他们管")
    meeting, count_cells = Meeting(window), figures.count_cells

    def count(*values: Any) -> None:
        meeting()
        count_cells(*values)

    hands = hand(window, desk, first), hand(window, desk, second)
    monkeypatch.setattr(figures, "count_cells", count)
    works = (lambda: office.pass_on(hands[0], "乙", "归他们管"), lambda: office.pass_on(hands[1], "丙", "归他们管"))
    assert both(window, meeting, *works) == [None, None]
    with window.app_context():
        check_tallies((desk.site_code, *desk.above), Counter())


def test_a_chore_waits_for_nobody_and_nobody_for_it(window: Flask, desk: Desk) -> None:
    """What somebody has in hand just now is left for the next time."""
    numbers = [take_in(window, desk) for _ in range(2)]
    with window.app_context(), writing() as session:
        session.execute(update(Ticket).values(saved=True))

    def forget() -> int:
        with window.app_context(), writing() as session:
            return receipts.forget_prints(session)

    if db_kind(window) == "postgresql":
        with window.app_context(), writing() as session:
            session.scalars(select(Ticket).where(Ticket.id == numbers[0]).with_for_update()).one()
            assert comes_back(forget) == 1
    assert (forget(), forget()) == (1 if db_kind(window) == "postgresql" else 2, 0)


def test_cards_and_what_is_told_meanwhile_agree(window: Flask, desk: Desk, system: Caller) -> None:
    """A late case that is stored while its card is dealt gets it from one of the two."""
    day = today() - timedelta(20)
    late = pushed(serials(1, 1, day), day=day)
    answers: list[Any] = []
    with window.app_context(), writing() as session:
        session.execute(delete(Used))
        deal(session, Calendar({}), today(), lambda _code: ())
        thread = threading.Thread(target=lambda: answers.append(system.push(*late).status_code), daemon=True)
        thread.start()
        if db_kind(window) == "postgresql":
            wait(lambda: Meeting(window).somebody_waits())
    finish(thread)
    assert answers == [200] and tallied(window, figures.RED) == 1
