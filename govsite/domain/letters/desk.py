"""The desk of an office (信件工作台): its queues with their counts, page by page, and the letter that comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from govsite.domain.common.days import ZONE
from govsite.domain.common.workdays import Calendar
from govsite.domain.letters.queues import (
    ALL,
    BAD,
    QUEUES,
    REOPENED,
    SECOND,
    UNDECIDED,
    UNREAD,
    Wanted,
    conditions,
    narrowed,
)
from govsite.domain.letters.states import OPEN, WAITING
from govsite.domain.tickets import clock, keyset
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.keyset import behind, names_of
from govsite.domain.tickets.queues import Days, Queue, count_all
from govsite.models.letter import Letter
from govsite.models.ticket import Ticket
from govsite.typed import Typed

PER_PAGE = 30  # rows
MOST_COUNTED = 1_000  # a queue with more has "999+"
MOST_EXPORTED = 5_000  # rows
MOST_READ = 3_000  # letters that are looked through for words at a time: some 0.1 s
COLUMNS: tuple[Any, ...] = (
    *(Ticket.id, Ticket.number, Ticket.state, Ticket.revision, Ticket.site_code, Ticket.department, Ticket.assignee),
    *(Ticket.added, Ticket.due, Ticket.finished, Letter.kind, Letter.title, Letter.rating, Letter.reopened),
    *(Letter.reminded, Letter.follow_up, Letter.undecided, Letter.unread, Letter.published),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A letter in a queue; ``title`` is None where it may not be read here. ``left`` are working days to the end.

    ``ends`` is the day on which something is due: the answer, or what follows a bad rating.
    """

    id: int
    number: str
    title: Typed | None
    kind: str
    department: str
    state: str
    revision: int
    assignee: Typed | None
    added: datetime
    ends: date
    light: clock.Light
    left: int
    reopened: bool
    reminded: bool
    rating: int | None
    published: bool
    key: str

    @property
    def day(self) -> date:
        """The day on which it came, in Beijing."""
        return self.added.astimezone(ZONE).date()


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a queue; ``older`` is the key behind which the next page begins, "" for the last one.

    ``until`` is the day to which words were looked for, where not all letters were looked through.
    """

    rows: Sequence[Row]
    older: str = ""
    until: date | None = None


def queues_of(desk: Desk) -> list[Queue]:
    """The queues of a desk, in their order; second readings only where the site has them."""
    return [queue for queue in QUEUES.values() if queue.key != SECOND or desk.second_reading]


def counts(session: Session, desk: Desk, days: Days) -> Mapping[str, int]:
    """How many letters each queue has, but for all of them; MOST_COUNTED for that many and more. One query."""
    wanted = [queue for queue in queues_of(desk) if queue.key != ALL]
    columns = [_count(desk, queue, days).label(queue.key) for queue in wanted]
    row = session.execute(select(*columns)).one()
    return dict(row._mapping)


def counts_at(
    session: Session, desks: Sequence[Desk], keys: Sequence[str], days: Days
) -> Mapping[tuple[str, str], int]:
    """How many letters some queues have at each desk, by its site's code and the queue's key; one query."""
    return count_all(session, desks, keys, lambda desk, key: _count(desk, QUEUES[key], days))


def page(
    session: Session,
    calendar: Calendar,
    desk: Desk,
    queue: Queue,
    wanted: Wanted,
    days: Days,
    *,
    after: str = "",
    limit: int = PER_PAGE,
    whole: bool = False,
) -> Page:
    """Some letters of a queue, those behind the key ``after``; a key that is none begins at the first.

    Words are looked for in the next MOST_READ letters only, unless the ``whole`` is wanted.
    """
    edge = None if whole else _edge(session, desk, queue, wanted, days, after)
    found = _rows(session, desk, queue, wanted, days, after, limit + 1, edge)
    names = names_of(session, {row.assignee for row in found if row.assignee})
    rows = [_row(calendar, desk, queue, days, names, row) for row in found[:limit]]
    if len(found) > limit:
        return Page(rows, rows[-1].key)
    return Page(rows, keyset.key_of(edge.added, edge.id), edge.added.astimezone(ZONE).date()) if edge else Page(rows)


def next_letter(session: Session, desk: Desk, queue: Queue, wanted: Wanted, days: Days, key: str, but: int) -> int:
    """The letter of a queue that comes behind a key, else the first one: to be opened next; 0 for none.

    Only those that may be read here, and not ``but``, which has just been dealt with.
    """
    for after in dict.fromkeys((key, "")):
        edge = _edge(session, desk, queue, wanted, days, after)
        for row in _rows(session, desk, queue, wanted, days, after, PER_PAGE, edge):
            if row.id != but and desk.may_read(row):
                return int(row.id)
    return 0


def key_of(queue: Queue, ticket: Any, letter: Any) -> str:
    """Where a letter stands in a queue, as text for an address; "" for nowhere."""
    return keyset.key_of(getattr(letter if queue.order.class_ is Letter else ticket, queue.order.key), ticket.id)


def _count(desk: Desk, queue: Queue, days: Days) -> Any:
    some = select(Ticket.id).where(*conditions(desk, queue, days))
    if queue.states:
        some = some.where(Ticket.state.in_(queue.states))
    if queue.key in (REOPENED, BAD, UNDECIDED, UNREAD):
        some = some.join(Letter, Letter.ticket_id == Ticket.id)
    return select(func.count()).select_from(some.limit(MOST_COUNTED).subquery()).scalar_subquery()


def _edge(session: Session, desk: Desk, queue: Queue, wanted: Wanted, days: Days, after: str) -> Any:
    """The last letter in which words are looked for now, None for no end. Words are looked for among all letters."""
    if not wanted.by_words:
        return None
    later = behind(queue.order, after, newest_first=True)
    where = Wanted(department=wanted.department, day=wanted.day)  # of what the index of the order holds
    base: Any = select(Ticket.added, Ticket.id).order_by(Ticket.added.desc(), Ticket.id.desc())
    base = base.where(*conditions(desk, queue, days), *narrowed(desk, where), *later)
    parts = list(_parts(desk, queue, wanted, base))
    last = (session.execute(part.offset(MOST_READ // len(parts) - 1).limit(1)).first() for part in parts)
    return max((row for row in last if row), default=None)


def _rows(
    session: Session, desk: Desk, queue: Queue, wanted: Wanted, days: Days, after: str, limit: int, edge: Any = None
) -> list[Any]:
    """Rows in order: one query a state, or a department where there are no states, each in the order of an index."""
    found: list[Any] = []
    base = select(*COLUMNS).join(Letter, Letter.ticket_id == Ticket.id)
    later = behind(queue.order, after, newest_first=queue.newest_first)
    base = base.where(*conditions(desk, queue, days), *narrowed(desk, wanted), *later)
    if edge:
        base = base.where(tuple_(Ticket.added, Ticket.id) >= tuple_(*edge))
    order = (queue.order, Ticket.id)
    base = base.order_by(*(column.desc() if queue.newest_first else column for column in order)).limit(limit)
    for part in _parts(desk, queue, wanted, base):
        found += session.execute(part).all()
    found.sort(key=lambda row: (getattr(row, queue.order.key), row.id), reverse=queue.newest_first)
    return found[:limit]


def _parts(desk: Desk, queue: Queue, wanted: Wanted, base: Select[Any]) -> Iterator[Select[Any]]:
    if queue.states is not None:
        yield from (base.where(Ticket.state == state) for state in queue.states)
    elif queue.key != ALL or desk.lists is None or wanted.department:
        yield base
    else:
        yield from (base.where(Ticket.department == key) for key in sorted(desk.lists))


def _row(calendar: Calendar, desk: Desk, queue: Queue, days: Days, names: Mapping[int, Typed], row: Any) -> Row:
    ends: date = row.follow_up if queue.key == BAD else row.due
    return Row(
        row.id,
        row.number,
        row.title if desk.may_read(row) else None,
        row.kind,
        row.department,
        row.state,
        row.revision,
        names.get(row.assignee),
        row.added,
        ends,
        light_of(calendar, days.today, row.state, ends, row.follow_up if queue.key == BAD else None),
        clock.days_left(calendar, days.today, ends),
        row.reopened is not None and row.state in OPEN,
        row.reminded is not None and row.state in OPEN,
        row.rating,
        row.published is not None,
        key_of(queue, row, row),
    )


def light_of(calendar: Calendar, today: date, state: str, due: date, follow_up: date | None = None) -> clock.Light:
    """How near the end is of the clock that runs for a letter: that of the answer, or of a bad rating."""
    if follow_up is not None:
        return clock.light(calendar, today, follow_up)
    if state in OPEN:
        return clock.light(calendar, today, due)
    return clock.Light.PAUSED if state == WAITING else clock.Light.DONE
