"""The desk of a department of a site that has 1,000 letters, and of one that has 100,000: counts and queues.

Queues of the small site do not fill a page: of the large one pages as short are compared, and full ones told beside.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from govsite.domain.letters.queues import ALL, MINE, NEW, NOBODYS, OVERDUE, QUEUES, SOON, UNDECIDED, Wanted
from govsite.domain.letters.states import HANDLING, REPLIED, SUBMITTED, WAITING
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.queues import Days, days_of
from govsite.models.base import Base
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
WORDS = "words"  # looked for in as many letters as are read at a time, which the small site has not
CALENDAR = Calendar({})
Rows = tuple[dict[str, Any], dict[str, Any]]
Lengths = Mapping[str, int]  # rows of the pages of the small site
Opening = Callable[[Session, Desk, Days, Lengths], Iterable[tuple[str, Callable[[], object]]]]


def measure_desk(setting: Setting) -> None:
    """What a clerk waits for in the database when the desk opens, as a ratio of the large site to the small one."""
    compare(setting, "desk", Letter, [_letter(number) for number in range(MANY)], _opening)


def compare(setting: Setting, noun: str, table: type[Base], rows: list[Rows], opening: Opening) -> None:
    """Each opening of a desk, as a ratio of MANY tickets to FEW; ``rows`` are those of ticket and its ``table``."""
    setting.where.drop(DATABASE)
    setting.where.create(DATABASE)
    try:
        url = setting.where.url(DATABASE)
        upgrade(url)
        engine = make_engine(url, poolclass=NullPool)
        times = 5 if setting.quick else 20
        _fill(engine, table, rows[:FEW])
        few, lengths = _seconds(engine, opening, times, {})
        _fill(engine, table, rows[FEW:])
        many, _ = _seconds(engine, opening, times, lengths)
        full, _ = _seconds(engine, opening, times, {})
        for name, seconds in many.items():
            detail = {"few": round(few[name] * 1000, 3), "full": round(full[name] * 1000, 3), "tickets": MANY}
            target = None if name == WORDS else SAME
            setting.add(f"{noun}.{name}", seconds / few[name], seconds * 1000, "ms", target, **detail)
    finally:
        setting.where.drop(DATABASE)


def _fill(engine: Engine, table: type[Base], rows: list[Rows]) -> None:
    given = iter(rows)
    with Session(engine) as session:
        while chunk := list(islice(given, CHUNK)):
            session.execute(insert(Ticket), [ticket for ticket, _ in chunk])
            session.execute(insert(table), [own for _, own in chunk])
        session.commit()
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":  # as its own vacuum does after so many rows
            connection.exec_driver_sql("ANALYZE")
            connection.commit()


def ticket(number: int, prefix: str, kind: str, done: str, open_: Sequence[str]) -> dict[str, Any]:
    """One of a year's, one after the other: of each department some are still open, in each of some states."""
    state = done if number % OPEN else open_[number // OPEN % len(open_)]
    added = NOW - timedelta(minutes=5 * (number % MANY))
    due = (NOW + timedelta(number // OPEN % 12 - 2)).date()
    row: dict[str, Any] = {"id": number + 1, "kind": kind, "number": f"{prefix}-{number}"}
    row |= {"form_key": f"{number}", "assignee": None}
    row |= {"secret": "", "content_print": "", "saved": True, "site_code": SITE, "item_code": "", "revision": 1}
    row |= {"department": f"d{number % DEPARTMENTS}", "state": state, "added": added, "due": due}
    return row | {"limit": 5, "started": added.date(), "finished": added if state == done else None}


def _letter(number: int) -> Rows:
    undecided = NOW.date() if number % 400 == 1 else None
    own = {"ticket_id": number + 1, "kind": "咨询", "theme": "", "about": "", "consent": True, "undecided": undecided}
    words = {"title": "路灯坏了三天", "body": "头发店门口的路灯坏了。" * 10}
    return ticket(number, "XJ", LETTER, REPLIED, (SUBMITTED, HANDLING, WAITING)), own | words


def _opening(session: Session, desk: Desk, days: Days, lengths: Lengths) -> Iterator[tuple[str, Callable[[], object]]]:
    """The counts beside all queues, the first page of some, and a word that no letter has."""
    page = partial(desks.page, session, CALENDAR, desk)
    yield "counts", partial(desks.counts, session, desk, days)
    for key in (NEW, MINE, NOBODYS, SOON, OVERDUE, UNDECIDED, ALL):
        yield key, partial(page, QUEUES[key], Wanted(), days, limit=lengths.get(key, desks.PER_PAGE))
    yield WORDS, partial(page, QUEUES[ALL], Wanted(q="自来水", also=("自来水",)), days)


def _seconds(engine: Engine, opening: Opening, times: int, lengths: Lengths) -> tuple[dict[str, float], Lengths]:
    """The middle of some openings each, and how many rows they gave."""
    keys = frozenset({"d0"})
    desk, days = Desk(CLERK, SITE, keys, keys), days_of(CALENDAR, NOW.date())
    with Session(engine) as session:
        works = dict(opening(session, desk, days, lengths))
        found = {name: max(1, len(getattr(work(), "rows", ()))) for name, work in works.items()}
        return {name: middle([_timed(work) for _ in range(times)]) for name, work in works.items()}, found


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
