"""The desk of a department of a site that has 1,000 letters, and of one that has 100,000: counts and queues."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Engine, NullPool, insert
from sqlalchemy.orm import Session

from govsite.database.engine import make_engine
from govsite.database.migrate import upgrade
from govsite.domain.common.workdays import Calendar
from govsite.domain.letters import desk as desks
from govsite.domain.letters.queues import ALL, MINE, NEW, OVERDUE, QUEUES, SOON, UNDECIDED, Wanted
from govsite.domain.letters.states import HANDLING, REPLIED, SUBMITTED, WAITING
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.queues import Days, days_of
from govsite.models.letter import Letter
from govsite.models.ticket import LETTER, Ticket
from tools.bench.figures import at_most, middle
from tools.bench.setting import Setting

DATABASE = "bench_desk"
FEW, MANY, CHUNK = 1_000, 100_000, 5_000
SITE, DEPARTMENTS, CLERK = "420502", 10, 1
OPEN = 40  # one letter of so many is not finished
NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)
SAME = at_most(3.0)


def measure_desk(setting: Setting) -> None:
    """What a clerk waits for in the database when the desk opens, as a ratio of the large site to the small one."""
    setting.where.drop(DATABASE)
    setting.where.create(DATABASE)
    try:
        url = setting.where.url(DATABASE)
        upgrade(url)
        engine = make_engine(url, poolclass=NullPool)
        times = 5 if setting.quick else 20
        _fill(engine, 0, FEW)
        few = _seconds(engine, times)
        _fill(engine, FEW, MANY)
        many = _seconds(engine, times)
        for name, seconds in many.items():
            detail = {"few": round(few[name] * 1000, 3), "letters": MANY}
            setting.add(f"desk.{name}", seconds / few[name], seconds * 1000, "ms", SAME, **detail)
    finally:
        setting.where.drop(DATABASE)


def _fill(engine: Engine, first: int, last: int) -> None:
    """Letters of a year, one after the other; the newest of each department are still open."""
    numbers = iter(range(first, last))
    with Session(engine) as session:
        while chunk := list(islice(numbers, CHUNK)):
            session.execute(insert(Ticket), [_ticket(number) for number in chunk])
            session.execute(insert(Letter), list(_letters(chunk)))
        session.commit()
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":  # as its own vacuum does after so many rows
            connection.exec_driver_sql("ANALYZE")
            connection.commit()


def _ticket(number: int) -> dict[str, Any]:
    state = REPLIED if number % OPEN else (SUBMITTED, HANDLING, WAITING)[number // OPEN % 3]
    added = NOW - timedelta(minutes=5 * (number % MANY))
    due = (NOW + timedelta(number // OPEN % 12 - 2)).date()
    row: dict[str, Any] = {"id": number + 1, "kind": LETTER, "number": f"XJ-{number}", "form_key": f"{number}"}
    row |= {"secret": "", "content_print": "", "saved": True, "site_code": SITE, "item_code": "", "revision": 1}
    row |= {"department": f"d{number % DEPARTMENTS}", "state": state, "added": added, "due": due}
    return row | {"limit": 5, "started": added.date(), "finished": added if state == REPLIED else None}


def _letters(numbers: list[int]) -> Iterator[dict[str, Any]]:
    for number in numbers:
        own: dict[str, Any] = {"ticket_id": number + 1, "kind": "咨询", "theme": "", "about": "", "consent": True}
        undecided = NOW.date() if number % 400 == 1 else None
        yield own | {"title": "路灯坏了三天", "body": "头发店门口的路灯坏了。" * 10, "undecided": undecided}


def _seconds(engine: Engine, times: int) -> dict[str, float]:
    """The middle of some openings: of the counts beside all queues, and of the first page of some."""
    keys = frozenset({"d0"})
    desk, calendar = Desk(CLERK, SITE, keys, keys), Calendar({})
    days: Days = days_of(calendar, NOW.date())

    def opening(session: Session, key: str) -> object:
        if key == "counts":
            return desks.counts(session, desk, days)
        return desks.page(session, calendar, desk, QUEUES[key], Wanted(), days)

    names = ("counts", NEW, MINE, SOON, OVERDUE, UNDECIDED, ALL)
    with Session(engine) as session:
        return {name: middle([_timed(partial(opening, session, name)) for _ in range(times + 1)][1:]) for name in names}


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
