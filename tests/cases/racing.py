"""Several at one moment in the tests of cases: threads that begin together, and meet in the middle."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from govsite.database import engine
from govsite.database.session import reading, writing
from govsite.domain.cases import taking_in
from govsite.domain.common.days import today
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.hands import Hand
from govsite.domain.tickets.told import Channels
from govsite.extensions import db
from govsite.models import Ticket
from govsite.models.staff import Staff
from govsite.models.tally import MonthTally, Tally
from govsite.models.ticket import TicketEvent
from tests.api.caller import Caller, key_for
from tests.apps import site_of
from tests.cases.conftest import ITEM
from tests.cases.rows import OFFERING
from tests.letters.desks import POLICE
from tests.waiting import PATIENCE, finish

NONE = Channels()
ACCEPT = {"id": "a", "at": f"{today()}T00:00:01+08:00", "action": "accept"}
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine may wait: what is looked for is who would wait for ever, which the server itself ends."""
    for name in ("WRITING_SECONDS", "WRITING_LOCK_SECONDS"):
        monkeypatch.setattr(engine, name, PATIENCE)


@pytest.fixture
def desk(window: Flask) -> Desk:
    """All of a site, without cases and figures."""
    with window.app_context(), writing() as session:
        for model in (Ticket, Tally, MonthTally):
            session.execute(delete(model))
        staff = session.scalar(select(func.min(Staff.id))) or 0
    site = site_of(window, "xiling")
    return Desk(staff, site.code, None, None, above=frozenset(one.code for one in site.ancestors))


@pytest.fixture(scope="module")
def system(window: Flask) -> Caller:
    return key_for(window, "xiling", POLICE)


def at_one_moment(app: Flask, *works: Callable[[], Any]) -> list[Any]:
    """What each returns or raises, all of them begun together, each in a thread and a context of its own."""
    start, found = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        with app.app_context():
            start.wait(PATIENCE)
            try:
                found[place] = works[place]()
            except Exception as error:
                found[place] = error

    threads = [threading.Thread(target=run, args=(place,), daemon=True) for place in range(len(works))]
    for thread in threads:
        thread.start()
    finish(*threads)
    return found


def take_in(app: Flask, desk: Desk, limit: int = 7, *, calendar_days: bool = False) -> int:
    kind = {"calendar_days": calendar_days}
    intake = taking_in.Intake(POLICE, ITEM, OFFERING, "居民身份证换领", limit, "范晓燕", **kind)
    with app.app_context():
        return taking_in.take_in(app.extensions["passwords"], new_key(), desk, "staff 1", intake).ticket_id


def hand(app: Flask, desk: Desk, number: int) -> Hand:
    with app.app_context():
        revision = reading().scalar(select(Ticket.revision).where(Ticket.id == number)) or 0
    return Hand(desk, "staff 1", number, revision, new_key())


def pushed(numbers: Sequence[str], *events: dict[str, Any], day: date | None = None) -> list[dict[str, Any]]:
    received = f"{day or today()}T00:00:00+08:00"
    return [
        {"serial": number, "received": received, "applicant": {"name": "范晓燕"}, "events": [*events]}
        for number in numbers
    ]


def serials(first: int, count: int, day: date | None = None) -> list[str]:
    return [f"{OFFERING}{day or today():%Y%m%d}{number:04}" for number in range(first, first + count)]


def db_kind(app: Flask) -> str:
    with app.app_context():
        return db.engine.dialect.name


def happened(app: Flask) -> dict[str, int]:
    with app.app_context():
        told = select(TicketEvent.action, func.count()).group_by(TicketEvent.action)
        return {str(row[0]): int(row[1]) for row in reading().execute(told)}
