"""What the queues of every desk have in common (待办队列): conditions over the tickets, no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from govsite.domain.common.days import ZONE
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets import clock
from govsite.domain.tickets.desks import Desk
from govsite.models import normal
from govsite.models.ticket import Ticket

EVER = date(1900, 1, 1)  # ``column >= EVER`` is "has a day" in words by which SQLite uses an index
_PHONE = range(7, 16)  # digits


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: tickets in some states (None: in any), in the order of a column; ``empty`` is said where none are."""

    key: str
    name: str
    states: tuple[str, ...] | None
    empty: str
    order: InstrumentedAttribute[Any] = Ticket.due
    newest_first: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """Today, and the last day on which what is due then is due soon."""

    today: date
    soon: date


def days_of(calendar: Calendar, today: date) -> Days:
    """Today, and until when something is due soon."""
    return Days(today, calendar.due(today, clock.SOON).day - timedelta(1))


def came_on(day: date) -> ColumnElement[bool]:
    """It came on a day of Beijing's."""
    begin = datetime.combine(day, time(), ZONE)
    return and_(Ticket.added >= begin, Ticket.added < begin + timedelta(1))


def is_phone(text: str) -> bool:
    """Whether a text that is looked for can only be a telephone number."""
    return len(normal.phone(text)) in _PHONE and not any(char.isalpha() for char in text)


def readable(desk: Desk) -> ColumnElement[bool]:
    """``Desk.may_read`` as a condition."""
    if desk.reads is None:
        return true()
    taken = Ticket.assignee == desk.staff_id if desk.takes_over else false()
    return or_(Ticket.department.in_(sorted(desk.reads)), taken)


def count_all(
    session: Session, desks: Sequence[Desk], keys: Sequence[str], count: Callable[[Desk, str], Any]
) -> Mapping[tuple[str, str], int]:
    """How many tickets some queues have at each desk, by its site's code and the queue's key; one query.

    ``count`` makes the column that counts a queue at a desk.
    """
    wanted = [(desk, key) for desk in desks for key in keys]
    columns = [count(desk, key).label(f"{desk.site_code} {key}") for desk, key in wanted]
    found = session.execute(select(*columns)).one()
    return {(desk.site_code, key): number for (desk, key), number in zip(wanted, found, strict=True)}
