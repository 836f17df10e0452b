"""Demo cases are told as they would have happened, and counted."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.session import reading
from govsite.demo import load_cases
from govsite.domain.cases.serials import read_serial
from govsite.domain.cases.states import CASE as MACHINE
from govsite.domain.cases.states import RECEIVED, WORDS
from govsite.domain.cases.supervision import statement_of
from govsite.domain.common.days import today
from govsite.domain.tickets.ratings import LEAST_GOOD, RATINGS
from govsite.models import Case, Item, Message, Ticket, TicketEvent
from govsite.models.ticket import CASE
from tests.apps import tree_of


@pytest.fixture
def rows(app: Flask) -> list[tuple[Ticket, Case]]:
    with app.app_context():
        both = select(Ticket, Case).join(Case, Case.ticket_id == Ticket.id).where(Ticket.kind == CASE)
        return [(ticket, case) for ticket, case in reading().execute(both)]


def test_there_are_some_in_every_state_on_several_sites(rows: list[tuple[Ticket, Case]]) -> None:
    states = Counter(ticket.state for ticket, _ in rows)
    assert set(states) == set(WORDS)
    assert len({ticket.site_code for ticket, _ in rows}) >= 5
    assert any(case.paused for _, case in rows) and any(not ticket.listed for ticket, _ in rows)
    assert any(ticket.due < today() and ticket.state == "reviewing" for ticket, _ in rows), "one is overdue"


def test_every_story_keeps_to_the_table_of_states(app: Flask, rows: list[tuple[Ticket, Case]]) -> None:
    with app.app_context():
        for ticket, case in rows:
            found = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.id)
            events = reading().scalars(found).all()
            assert [event.at for event in events] == sorted(event.at for event in events)
            state = RECEIVED
            for event in events[1:]:
                ways = [way for way in MACHINE.steps if (way.source, way.action) == (state, event.action)]
                assert ways and ways[0].target == event.state, (case.serial, event.action)
                state = event.state
            assert (state, len(events)) == (ticket.state, ticket.revision)


def test_numbers_are_those_of_the_offering_and_steps_those_of_the_guide(
    app: Flask, rows: list[tuple[Ticket, Case]]
) -> None:
    with app.app_context():
        for ticket, case in rows:
            serial = read_serial(case.serial)
            assert serial is not None and serial.item_code == ticket.item_code
            item = reading().scalars(select(Item).where(Item.code == ticket.item_code)).one()
            assert case.step in {"", *(step["name"] for step in item.steps)}


def test_they_are_counted(app: Flask, rows: list[tuple[Ticket, Case]]) -> None:
    tree = tree_of(app)
    with app.app_context():
        total = statement_of(reading(), tree.root, today()).total
    assert total.of("received") == len(rows)
    ends = Counter(ticket.state for ticket, _ in rows)
    assert total.of("decided") == sum(ends[state] for state in ("approved", "done", "denied", "refused"))
    assert total.of("red") > 0 and total.of("yellow") >= total.of("red")


def test_a_third_is_rated_and_bad_ratings_have_their_clock(app: Flask, rows: list[tuple[Ticket, Case]]) -> None:
    rated = Counter(case.rating for _, case in rows if case.rating)
    done = sum(ticket.state == "done" for ticket, _ in rows)
    assert done / 4 < rated.total() < done / 2 and rated[5] + rated[4] > rated.total() / 2
    assert set(rated) == set(RATINGS)
    with app.app_context():
        assert statement_of(reading(), tree_of(app).root, today()).total.ratings == rated
        replied = set(reading().scalars(select(Message.ticket_id)))
    bad = [case for _, case in rows if case.rating and case.rating < LEAST_GOOD]
    assert {case.follow_up is None for case in bad} == {True, False}, "one is still to be called"
    assert all((case.follow_up is None) == (case.ticket_id in replied) for case in bad)


def test_they_are_stored_once(app: Flask, session: Session) -> None:
    assert load_cases(session, tree_of(app), "x", today()) == 0  # nothing offers anything here
    assert load_cases(session, tree_of(app), "x", today()) == 0
