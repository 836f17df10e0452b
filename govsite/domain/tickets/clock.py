"""The clock of a ticket (办理时限): when it is due, what a pause does to that, and how near the day is.

Limits are working days (行政许可法, article 82); while the office waits for the writer the clock stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.domain.common.workdays import Calendar
from govsite.models.ticket import TicketPause

SOON = 2  # working days left, today included, from which on a ticket is due soon


class Light(StrEnum):
    """How near the end of a limit is: 期限内, 即将到期, 已超期; a clock that stands has none of them."""

    CALM = "calm"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    DONE = "done"


def days_left(calendar: Calendar, today: date, due: date) -> int:
    """Working days from tomorrow to the day on which it is due; below 0 those by which it is late."""
    if due >= today:
        return _worked(calendar, today, due)
    return -_worked(calendar, due, today)


def light(calendar: Calendar, today: date, due: date) -> Light:
    """How near the end is of a clock that runs."""
    if today > due:
        return Light.LATE
    return Light.SOON if days_left(calendar, today, due) < SOON else Light.CALM


def pause(session: Session, ticket_id: int, today: date) -> None:
    """Stop the clock; part of the caller's writing."""
    session.add(TicketPause(ticket_id=ticket_id, began=today))
    session.flush()


def resume(session: Session, calendar: Calendar, ticket_id: int, today: date, due: date) -> date:
    """Let the clock go on and return the new day on which the ticket is due; part of the caller's writing.

    As many working days are left as were left when it stopped; where none was, it is due today or on the next day that
    is worked (民法典, article 203). Without a pause nothing changes.
    """
    running = (TicketPause.ticket_id == ticket_id, TicketPause.ended.is_(None))
    began = session.scalar(select(TicketPause.began).where(*running).order_by(TicketPause.id).limit(1))
    if began is None:
        return due
    session.execute(update(TicketPause).where(*running).values(ended=today))
    if due < began:  # late before it stopped, and no less so now
        return due
    if today <= began:
        return due
    return worked_from(calendar, calendar.due(today, _worked(calendar, began, due)).day)


def pauses(session: Session, ticket_id: int) -> Sequence[TicketPause]:
    """The times in which the clock of a ticket stood, the first one first."""
    found = select(TicketPause).where(TicketPause.ticket_id == ticket_id).order_by(TicketPause.id)
    return session.scalars(found).all()


def worked_from(calendar: Calendar, day: date) -> date:
    """A day, or the next one that is worked."""
    return day if calendar.is_worked(day) else calendar.due(day, 1).day


def worked_between(calendar: Calendar, first: date, last: date) -> int:
    """Working days after the first day up to the last one; 0 where the last is not later."""
    return _worked(calendar, first, last)


def worked(session: Session, calendar: Calendar, ticket_id: int, started: date, day: date) -> int:
    """Working days that something took: from the day the limit runs, without those for which the clock stood."""
    stood = [(pause.began, pause.ended or day) for pause in pauses(session, ticket_id)]
    paused = sum(_worked(calendar, began, ended) for began, ended in stood if began >= started)
    return _worked(calendar, started, day) - paused


def _worked(calendar: Calendar, first: date, last: date) -> int:
    days = (first + timedelta(n) for n in range(1, (last - first).days + 1))
    return sum(calendar.is_worked(day) for day in days)
