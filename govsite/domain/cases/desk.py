"""The desk of cases (办件工作台): its queues with their counts, page by page, and the case that comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from govsite.domain.cases.queues import ALL, BAD, FIFTH, JOINT, OF_CASES, QUEUES, Wanted, conditions, narrowed
from govsite.domain.cases.states import OPEN, SUPPLEMENT, WORDS
from govsite.domain.common import sheets
from govsite.domain.common.days import ZONE
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets import clock
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.keyset import behind, key_of, names_of
from govsite.domain.tickets.queues import Days, Queue, count_all
from govsite.models.case import Case, JointUnit
from govsite.models.ticket import Ticket
from govsite.typed import Typed

PER_PAGE = 30  # rows
MOST_COUNTED = 1_000  # a queue with more has "999+"
MOST_EXPORTED = 5_000  # rows
HEAD = ("编号", "办件流水号", "本单位编号", "事项", "部门", "状态", "收到", "到期", "经办人")
COLUMNS: tuple[Any, ...] = (
    *(Ticket.id, Ticket.number, Ticket.state, Ticket.revision, Ticket.site_code, Ticket.department, Ticket.assignee),
    *(Ticket.added, Ticket.due, Case.serial, Case.item_name, Case.applicant, Case.paused, Case.answer_by),
    *(Case.reminded, Case.own_number, Case.follow_up),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a queue; ``applicant`` is masked. ``ends`` is the day on which something is due."""

    id: int
    number: str
    serial: str
    item_name: str
    applicant: Typed
    department: str
    state: str
    revision: int
    assignee: Typed | None
    added: datetime
    ends: date
    light: clock.Light
    left: int
    reminded: bool
    own_number: Typed
    key: str

    @property
    def day(self) -> date:
        """The day on which it came, in Beijing."""
        return self.added.astimezone(ZONE).date()


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a queue; ``older`` is the key behind which the next page begins, "" for the last one."""

    rows: Sequence[Row]
    older: str = ""


def counts(session: Session, desk: Desk, days: Days) -> Mapping[str, int]:
    """How many cases each queue has, but for all of them; MOST_COUNTED for that many and more. One query."""
    columns = [_count(desk, queue, days).label(key) for key, queue in QUEUES.items() if key != ALL]
    return dict(session.execute(select(*columns)).one()._mapping)


def counts_at(
    session: Session, desks: Sequence[Desk], keys: Sequence[str], days: Days
) -> Mapping[tuple[str, str], int]:
    """How many cases some queues have at each desk, by its site's code and the queue's key; one query."""
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
) -> Page:
    """Some cases of a queue, those behind the key ``after``; a key that is none begins at the first."""
    found = _rows(session, desk, queue, wanted, days, after, limit + 1)
    names = names_of(session, {row.assignee for row in found if row.assignee})
    rows = [_row(calendar, queue, days, names, row) for row in found[:limit]]
    return Page(rows, rows[-1].key if len(found) > limit else "")


def next_case(session: Session, desk: Desk, queue: Queue, wanted: Wanted, days: Days, key: str, but: int) -> int:
    """The case of a queue that comes behind a key, else the first: to be opened next, never ``but``; 0 for none."""
    for after in dict.fromkeys((key, "")):
        for row in _rows(session, desk, queue, wanted, days, after, PER_PAGE):
            if row.id != but and desk.may_read(row):
                return int(row.id)
    return 0


def place_in(queue: Queue, ticket: Any, case: Any) -> str:
    """Where a case stands in a queue, as text for an address; "" for nowhere."""
    return key_of(getattr(case if queue.order.class_ is Case else ticket, queue.order.key, None), ticket.id)


def light_of(calendar: Calendar, today: date, row: Any, case: Any) -> clock.Light:
    """How near the end is of the clock that runs for a case."""
    if row.state in OPEN and not case.paused:
        return clock.light(calendar, today, row.due)
    return clock.Light.PAUSED if row.state in (*OPEN, SUPPLEMENT) else clock.Light.DONE


def csv_of(rows: Iterable[Row], name_of: Callable[[str], str]) -> str:
    """A row a case, without who applied; ``name_of`` is the name of a department."""
    return sheets.csv_of(HEAD, _cells(rows, name_of))


def _cells(rows: Iterable[Row], name_of: Callable[[str], str]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        came = row.added.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
        about = (row.number, row.serial, row.own_number, row.item_name, name_of(row.department), WORDS[row.state], came)
        yield (*about, row.ends.isoformat(), row.assignee or "")


def _count(desk: Desk, queue: Queue, days: Days) -> Any:
    some = select(Ticket.id).where(*conditions(desk, queue, days))
    if queue.key in OF_CASES:  # for the others a join would read the whole table of cases
        some = some.join(Case, Case.ticket_id == Ticket.id)
    if queue.key == JOINT:
        some = some.join(JointUnit, JointUnit.ticket_id == Ticket.id)
    if queue.states:
        some = some.where(Ticket.state.in_(queue.states))
    return select(func.count()).select_from(some.limit(MOST_COUNTED).subquery()).scalar_subquery()


def _rows(session: Session, desk: Desk, queue: Queue, wanted: Wanted, days: Days, after: str, limit: int) -> list[Any]:
    """Rows in order: one query a state, each in the order of an index."""
    base = select(*COLUMNS).join(Case, Case.ticket_id == Ticket.id)
    if queue.key == JOINT:
        base = base.add_columns(JointUnit.wanted_by).join(JointUnit, JointUnit.ticket_id == Ticket.id)
    later = behind(queue.order, after, newest_first=queue.newest_first)
    base = base.where(*conditions(desk, queue, days), *narrowed(desk, wanted), *later)
    order = (queue.order, Ticket.id)
    base = base.order_by(*(column.desc() if queue.newest_first else column for column in order)).limit(limit)
    found = [row for part in _parts(queue, base) for row in session.execute(part)]
    found.sort(key=lambda row: (getattr(row, queue.order.key), row.id), reverse=queue.newest_first)
    return found[:limit]


def _parts(queue: Queue, base: Select[Any]) -> list[Select[Any]]:
    return [base] if queue.states is None else [base.where(Ticket.state == state) for state in queue.states]


def _row(calendar: Calendar, queue: Queue, days: Days, names: Mapping[int, Typed], row: Any) -> Row:
    own = queue.key in (FIFTH, BAD, JOINT)  # a clock of the queue's own
    ends: date = getattr(row, queue.order.key) if own else row.due
    light = clock.light(calendar, days.today, ends) if own else light_of(calendar, days.today, row, row)
    return Row(
        row.id,
        row.number,
        row.serial,
        row.item_name,
        Typed(row.applicant),
        row.department,
        row.state,
        row.revision,
        names.get(row.assignee),
        row.added,
        ends,
        light,
        clock.days_left(calendar, days.today, ends),
        row.reminded is not None and row.state in OPEN,
        Typed(row.own_number),
        place_in(queue, row, row),
    )
