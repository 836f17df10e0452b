"""The clock of a ticket: pauses give back the working days that they took, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.common.workdays import Calendar, Special
from govsite.domain.tickets import clock
from govsite.domain.tickets.clock import Light
from govsite.models.ticket import Ticket, TicketPause
from tests.apps import portal_of
from tests.sites.samples import SMALL

FIRST = date(2026, 9, 1)
# 国庆节 2026 with a Saturday that is worked; what the notice of the State Council says of these days.
HOLIDAYS = {date(2026, 10, day): Special(False, "国庆节") for day in range(1, 8)} | {
    date(2026, 10, 10): Special(True, "国庆节")
}
DAYS = Calendar(HOLIDAYS)


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path_factory.mktemp("clock"), database_url=database_url) as made:
        yield made


@pytest.fixture(scope="module")
def ticket_id(portal: Flask) -> int:
    with portal.app_context(), writing() as session:
        row = Ticket(kind="letter", number="XJ-1", secret="", form_key="k", site_code="420500", state="handling")
        row.added, row.limit, row.started, row.due = database_time(session), 5, FIRST, FIRST
        session.add(row)
        session.flush()
        return row.id


dates = st.integers(0, 60).map(lambda n: FIRST + timedelta(n))


@settings(max_examples=settings.default.max_examples * 3 // 2)
@given(started=dates, limit=st.integers(1, 20), wait=st.integers(0, 30), rest=st.integers(0, 30))
def test_a_pause_gives_back_what_it_took(
    portal: Flask, ticket_id: int, started: date, limit: int, wait: int, rest: int
) -> None:
    due = DAYS.due(started, limit).day
    began, ended = started + timedelta(wait), started + timedelta(wait + rest)
    with portal.app_context(), writing() as session:
        session.execute(delete(TicketPause))
        clock.pause(session, ticket_id, began)
        later = clock.resume(session, DAYS, ticket_id, ended, due)
        assert clock.resume(session, DAYS, ticket_id, ended, later) == later, "a pause ends once"
        (pause,) = clock.pauses(session, ticket_id)
        assert (pause.began, pause.ended) == (began, ended)
    if due < began or began == ended:
        assert later == due
    else:
        left = clock.worked_between(DAYS, began, due)
        assert later == DAYS.due(ended, left).day if left or DAYS.is_worked(ended) else DAYS.due(ended, 1).day
        assert DAYS.is_worked(later)
        assert later >= due


@given(due=dates, today=dates)
def test_the_light_follows_the_working_days_left(due: date, today: date) -> None:
    left, found = clock.days_left(DAYS, today, due), clock.light(DAYS, today, due)
    assert (left < 0) <= (today > due)
    assert (found is Light.LATE) == (today > due)
    if today <= due:
        assert (found is Light.SOON) == (left < clock.SOON)


def test_the_weekend_before_a_holiday_is_no_time_left() -> None:
    assert clock.days_left(DAYS, date(2026, 9, 30), date(2026, 10, 9)) == 2
    assert clock.days_left(DAYS, date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert clock.light(DAYS, date(2026, 9, 30), date(2026, 10, 8)) is Light.SOON
