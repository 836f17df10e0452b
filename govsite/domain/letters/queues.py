"""The queues of a desk (待办队列), and which letters are wanted of one: conditions over the tables, no more.

Every queue is ordered by columns that an index holds, state by state, so its first page costs the same however many
letters a site has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from govsite.domain.letters.states import HANDLING, OPEN, REPLIED, REVIEW, SUBMITTED, UNFINISHED, WAITING
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.numbers import read_number
from govsite.domain.tickets.queues import EVER, Days, Queue, came_on, is_phone, readable
from govsite.folding import pattern
from govsite.models.letter import Letter
from govsite.models.role import CLERK, SITE_ADMIN, Role
from govsite.models.staff import Staff
from govsite.models.ticket import LETTER, Ticket

NEW, MINE, SOON, OVERDUE, ASKED, SECOND = "new", "mine", "soon", "overdue", "waiting", "review"
REOPENED, BAD, UNDECIDED, ALL = "reopened", "bad", "undecided", "all"
WORKED, NOBODYS, UNREAD = "handling", "nobody", "unread"
FEW = (MINE, BAD, UNDECIDED, UNREAD)


# Only of an answered letter something is to be decided or followed up: these queues need no state.
QUEUES: Mapping[str, Queue] = {
    queue.key: queue
    for queue in (
        Queue(NEW, "待受理", (SUBMITTED,), "没有等着受理的信。"),
        Queue(MINE, "分给我的", UNFINISHED, "没有分给您的信。可以在“待受理”里勾选，再按“分给我”。"),
        Queue(UNREAD, "有新补充", (*UNFINISHED, REPLIED), "写信人的补充都看过了。", Letter.unread),
        Queue(WORKED, "办理中", (HANDLING, REVIEW), "没有在办理的信。"),
        Queue(NOBODYS, "没有人办的", (HANDLING, REVIEW, WAITING), "每封在办的信都有人办。"),
        Queue(SOON, "快到期", OPEN, "没有今明两个工作日到期的信。"),
        Queue(OVERDUE, "已超期", OPEN, "没有超期的信。"),
        Queue(ASKED, "等写信人补充", (WAITING,), "没有在等写信人补充的信。"),
        Queue(SECOND, "待审核", (REVIEW,), "没有等着审核的答复。"),
        Queue(REOPENED, "要求重办", OPEN, "没有要求重办的信。"),
        Queue(BAD, "差评待回访", None, "没有要回访的差评。", Letter.follow_up),
        Queue(UNDECIDED, "答复后待公开", None, "写信人愿意公开的信都定过了。", Letter.undecided),
        Queue(ALL, "全部", None, "这里还没有信。", Ticket.added, newest_first=True),
    )
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters of a queue: of a kind, of a department, sent on a day, found by words; "" and None for any."""

    kind: str = ""
    department: str = ""
    day: date | None = None
    q: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return any((self.kind, self.department, self.day, self.q))

    @property
    def by_words(self) -> bool:
        """Whether what people wrote is looked through, which no index helps with."""
        return bool(self.q) and not read_number(self.q) and not is_phone(self.q)


def conditions(desk: Desk, queue: Queue, days: Days) -> Iterator[ColumnElement[bool]]:
    """What makes a letter one of a queue, but for its state."""
    if queue.key in FEW:
        # These are few among all letters, and found by an index of their own. Joined to nothing, the site's code tempts
        # no planner to go through the letters of the site instead.
        yield Ticket.site_code.concat("") == desk.site_code
    else:
        yield from (Ticket.site_code == desk.site_code, Ticket.kind == LETTER)
    if desk.lists is not None:
        keys = sorted(desk.lists)
        yield Ticket.department == keys[0] if len(keys) == 1 else Ticket.department.in_(keys)
    special: Mapping[str, tuple[ColumnElement[bool], ...]] = {
        MINE: (Ticket.assignee == desk.staff_id,),
        SOON: (Ticket.due >= days.today, Ticket.due <= days.soon),
        OVERDUE: (Ticket.due < days.today,),
        REOPENED: (Letter.reopened.is_not(None),),
        BAD: (Letter.follow_up >= EVER,),
        UNDECIDED: (Letter.undecided >= EVER,),
        UNREAD: (Letter.unread >= EVER,),
        NOBODYS: (_nobodys(desk),),
    }
    yield from special.get(queue.key, ())


def narrowed(desk: Desk, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What makes a letter one that is wanted."""
    if wanted.kind:
        yield Letter.kind == wanted.kind
    if wanted.department:
        yield Ticket.department == wanted.department
    if wanted.day:
        yield came_on(wanted.day)
    if wanted.q:
        yield _found(desk, wanted.q)


def _found(desk: Desk, q: str) -> ColumnElement[bool]:
    """By number, by phone, else by words; what a letter says only of those that may be opened here."""
    if number := read_number(q):
        return Ticket.number == number
    own = readable(desk)
    if is_phone(q):
        return and_(own, Ticket.phone_print == q)
    said, words = aliased(Letter), pattern(q)  # letters stay as they were written
    says = or_(said.title.regexp_match(words), said.body.regexp_match(words))
    # With an offset no planner turns it round and looks through all letters first.
    return and_(own, select(said.ticket_id).where(said.ticket_id == Ticket.id, says).offset(0).exists())


def _nobodys(desk: Desk) -> ColumnElement[bool]:
    """Nobody has it, or who has it works here no more: disabled, or without a role for its site and department."""
    here = or_(Role.site_code == desk.site_code, and_(Role.subtree, Role.site_code.in_(sorted(desk.above))))
    role = and_(
        Role.role.in_((CLERK, SITE_ADMIN)), here, or_(Role.department == "", Role.department == Ticket.department)
    )
    mine = and_(Role.staff_id == Ticket.assignee, Staff.id == Role.staff_id, Staff.disabled.is_(False), role)
    return ~exists().where(mine).correlate(Ticket)
