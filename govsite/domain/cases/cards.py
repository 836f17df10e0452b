"""Cards (红牌、黄牌): a yellow one when a case is due within two working days, a red one when it is overdue.

Each is dealt on the day on which it falls due, once, by a chore; what is decided later takes no card back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govsite.database.locks import lock_name
from govsite.domain.cases import figures
from govsite.domain.cases.states import OPEN
from govsite.domain.common import used
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets.tallies import Place
from govsite.models.case import Case
from govsite.models.ticket import CASE, Ticket

PURPOSE = "cards of a day"
LOOKED_BACK = 14  # days that are made up for when the chores have rested
REMEMBERED = 60 * 24 * 3600.0  # seconds
ONE_DAY = timedelta(1)


def deal(session: Session, calendar: Calendar, today: date, above: Callable[[str], Collection[str]]) -> int:
    """Deal the cards of today, and of days that were missed; returns how many. Part of the caller's writing.

    ``above`` gives the codes of the sites above one.
    """
    dealt, counted = 0, figures.Figures(above)
    lock_name(session, PURPOSE)
    for day in (today - ONE_DAY * number for number in range(LOOKED_BACK, -1, -1)):
        if not used.spend(session, PURPOSE, day.isoformat(), REMEMBERED):
            continue
        for measure, due in _falling(calendar, day):
            for place, number in _open(session, due):
                counted.count(place, day, {measure: number})
                dealt += number
    counted.write(session)
    return dealt


def dealt(session: Session, today: date) -> Callable[[date], bool]:
    """Tells of a day whether its cards were dealt already: a case that is told of later has got none of them.

    It stays so until the caller's writing ends: what is being stored just now would be seen by neither.
    """
    lock_name(session, PURPOSE, shared=True)
    days = {(today - ONE_DAY * number).isoformat() for number in range(LOOKED_BACK + 1)}
    found = used.spent(session, PURPOSE, days)
    return lambda day: day.isoformat() in found or day < today - ONE_DAY * LOOKED_BACK


def _falling(calendar: Calendar, day: date) -> Iterator[tuple[str, date]]:
    """The cards of a day, with the last day of the promises that they are for."""
    yield figures.RED, day - ONE_DAY
    if calendar.is_worked(day):
        yield figures.YELLOW, calendar.due(day, 1).day


def _open(session: Session, due: date) -> list[tuple[Place, int]]:
    """How many cases that are due on a day have not been decided, by place."""
    columns = (Ticket.site_code, Ticket.department, Ticket.item_code)
    found = (
        select(*columns, func.count())
        .join(Case, Case.ticket_id == Ticket.id)
        .where(Ticket.kind == CASE, Ticket.state.in_(OPEN), Ticket.due == due, Case.paused.is_(False))
        .group_by(*columns)
        .order_by(*columns)
    )
    return [(Place(*place), number) for *place, number in session.execute(found)]
