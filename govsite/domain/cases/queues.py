"""The queues of the desk of cases (办件队列), and which cases are wanted of one: conditions over the tables.

Nothing looks a person's name up: a case is found by its numbers or by the phone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, select, union_all
from sqlalchemy.orm import aliased

from govsite.domain.cases.serials import read_serial
from govsite.domain.cases.states import APPROVED, DONE, OPEN, RECEIVED, REVIEWING, SUPPLEMENT, UNFINISHED
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.numbers import CASE as PREFIX
from govsite.domain.tickets.numbers import read_long_number, read_number
from govsite.domain.tickets.queues import EVER, Days, Queue, came_on, is_phone, readable
from govsite.models.case import Case, JointUnit
from govsite.models.ticket import CASE, Ticket

NEW, FIFTH, REVIEWED, SOON, OVERDUE = "new", "fifth", "reviewing", "soon", "overdue"
WAITING, READY, BAD, MINE, ALL, JOINT = "waiting", "ready", "bad", "mine", "all", "joint"
OF_CASES = frozenset({FIFTH, BAD})  # whose conditions ask what only cases have
_stands = aliased(Case)
# Few stand, and these have an index; asked of each by itself, PostgreSQL would read the whole table of cases.
RUNS = Ticket.id.not_in(select(_stands.ticket_id).where(_stands.paused))


QUEUES: Mapping[str, Queue] = {
    queue.key: queue
    for queue in (
        Queue(NEW, "待审核", (RECEIVED,), "没有等着审核的办件。"),
        Queue(FIFTH, "第五日要答复", (RECEIVED,), "没有今明两个工作日必须答复的办件。", Case.answer_by),
        Queue(REVIEWED, "审核中", (REVIEWING,), "没有在审核的办件。"),
        Queue(SOON, "快到期", OPEN, "没有今明两个工作日到期的办件。"),
        Queue(OVERDUE, "已超期", OPEN, "没有超期的办件。"),
        Queue(WAITING, "待补充材料", (SUPPLEMENT,), "没有在等补充材料的办件。"),
        Queue(READY, "已通过待送达", (APPROVED,), "没有等着送达的结果。"),
        Queue(BAD, "差评待回访", (DONE,), "没有要回访的差评。", Case.follow_up),
        Queue(JOINT, "联办待答复", (REVIEWING, SUPPLEMENT), "没有等着你们答复的联办件。", JointUnit.wanted_by),
        Queue(MINE, "分给我的", (*UNFINISHED, APPROVED), "没有分给您的办件。"),
        Queue(ALL, "全部", None, "这里还没有办件。", Ticket.added, newest_first=True),
    )
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases of a queue: of an item, of a department, received on a day, found by a number; "" and None: any."""

    item: str = ""
    department: str = ""
    day: date | None = None
    q: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return any((self.item, self.department, self.day, self.q))


def conditions(desk: Desk, queue: Queue, days: Days) -> Iterator[ColumnElement[bool]]:
    """What makes a case one of a queue, but for its state."""
    site, kind = Ticket.site_code.expression, Ticket.kind.expression
    department = Ticket.department
    if queue.key == JOINT:  # few are asked: SQLite is kept from reading all of the site's cases first
        site, kind, department = site.concat(""), kind.concat(""), JointUnit.department
    yield from (site == desk.site_code, kind == CASE)
    if desk.lists is not None:
        yield department.in_(sorted(desk.lists))
    special: Mapping[str, tuple[ColumnElement[bool], ...]] = {
        FIFTH: (Case.answer_by >= EVER, Case.answer_by <= days.soon),
        SOON: (Ticket.due >= days.today, Ticket.due <= days.soon, RUNS),
        OVERDUE: (Ticket.due < days.today, RUNS),
        JOINT: (JointUnit.answered.is_(None),),
        BAD: (Case.follow_up >= EVER,),
        MINE: (Ticket.assignee == desk.staff_id,),
    }
    yield from special.get(queue.key, ())


def narrowed(desk: Desk, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What makes a case one that is wanted."""
    if wanted.item:
        yield Ticket.item_code == wanted.item
    if wanted.department:
        yield Ticket.department == wanted.department
    if wanted.day:
        yield came_on(wanted.day)
    if wanted.q:
        yield _found(desk, wanted.q)


def _found(desk: Desk, q: str) -> ColumnElement[bool]:
    """By one of its numbers, else by phone: of those alone that may be opened here."""
    serials = read_long_number(q)
    if any(map(read_serial, serials)):
        return Case.serial.in_(serials)
    if number := read_number(q, PREFIX):
        return Ticket.number == number
    # Each along its index: of "this or that" about two tables the databases read all rows.
    theirs, other = aliased(Case), aliased(Ticket)
    found: Any = select(theirs.ticket_id).where(theirs.own_number == q)
    if is_phone(q):
        found = union_all(found, select(other.id).where(other.phone_print == q))
    return and_(readable(desk), Ticket.id.in_(found))
