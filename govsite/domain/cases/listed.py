"""Cases in public lists (办件公示): item, department, state and days, never a name, a number or a time of day.

Read along an index of the tickets, a page at a time from the last row of the page before: as many rows for a thousand
cases as for a million. Items that say too much about a person are left out everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from govsite.domain.cases.states import DENIED, DONE, REFUSED, UNFINISHED, WITHDRAWN, WORDS
from govsite.domain.common.days import ZONE
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets.clock import worked_between
from govsite.domain.tickets.numbers import CASE as KIND_OF_NUMBER
from govsite.domain.tickets.numbers import read_long_number, read_number
from govsite.models.case import Case
from govsite.models.ticket import Ticket

RECENT_DAYS = 30
ENDED = (DONE, DENIED, REFUSED)
_COLUMNS = (
    *(Ticket.id, Ticket.site_code, Ticket.department, Ticket.item_code, Ticket.state, Ticket.added, Ticket.finished),
    *(Case.item_name, Case.decided),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: of a department (its key), received from a day until another one, both included."""

    department: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case as the public sees it; ``ended`` is the day of its decision, ``days`` the working days that it took."""

    id: int
    site_code: str
    department: str
    item_code: str
    item_name: str
    state_words: str
    received: date
    ended: date | None
    is_open: bool
    is_withdrawn: bool
    days: int


def list_cases(
    session: Session, calendar: Calendar, site_code: str, wanted: Wanted, limit: int, after: int | None
) -> tuple[Sequence[ListedCase], bool]:
    """The cases of a site, the last received first, and whether there are older ones.

    ``after`` is the id of the last row seen; one that is none begins at the first.
    """
    found = _select().where(Ticket.site_code == site_code)
    if wanted.department:
        found = found.where(Ticket.department == wanted.department)
    if wanted.first:
        found = found.where(Ticket.added >= _start_of(wanted.first))
    if wanted.last and wanted.last < date.max:
        found = found.where(Ticket.added < _start_of(wanted.last + timedelta(1)))
    seen = session.scalar(select(Ticket.added).where(Ticket.id == after)) if after else None
    if seen is not None:
        found = found.where(tuple_(Ticket.added, Ticket.id) < tuple_(seen, after))
    newest_first = found.order_by(Ticket.added.desc(), Ticket.id.desc()).limit(limit + 1)
    rows = [_case(row, calendar) for row in session.execute(newest_first)]
    return rows[:limit], len(rows) > limit


def last_done(session: Session, calendar: Calendar, site_code: str, limit: int) -> list[ListedCase]:
    """The last cases of a site that came to an end by a decision, the last first."""
    found = _select().where(Ticket.site_code == site_code, Ticket.finished.is_not(None), Ticket.state.in_(ENDED))
    rows = session.execute(found.order_by(Ticket.finished.desc(), Ticket.id.desc()).limit(limit))
    return [_case(row, calendar) for row in rows]


def find_case(session: Session, calendar: Calendar, typed: str) -> ListedCase | None:
    """The case of a 办件流水号 or a number, on any site; None for what is no number or may not be listed."""
    serials, number = read_long_number(typed), read_number(typed, KIND_OF_NUMBER)
    if serials:
        which: ColumnElement[bool] = Case.serial.in_(serials)
    elif number:
        which = Ticket.number == number
    else:
        return None
    found = _select().where(which).order_by(Case.serial != (serials or ("",))[0]).limit(1)
    row = session.execute(found).one_or_none()
    return _case(row, calendar) if row else None


def _select() -> Any:
    return select(*_COLUMNS).join(Case, Case.ticket_id == Ticket.id).where(Ticket.listed)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _case(row: Any, calendar: Calendar) -> ListedCase:
    at = None if row.state in UNFINISHED else row.decided or row.finished
    received, ended = row.added.astimezone(ZONE).date(), at.astimezone(ZONE).date() if at else None
    return ListedCase(
        row.id,
        row.site_code,
        row.department,
        row.item_code,
        row.item_name,
        WORDS[row.state],
        received,
        ended,
        row.state in UNFINISHED,
        row.state == WITHDRAWN,
        worked_between(calendar, received, ended) if ended else 0,
    )
