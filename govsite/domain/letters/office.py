"""What the office does with a letter (信件办理): guarded steps from the very revision that somebody has read.

Every function takes a ``Hand``. Raises ``Hidden`` for a letter that is not theirs, ``Changed`` where somebody was
faster, and ``states.Refused`` for what cannot be done with it now; a form that is sent twice does its work once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.common import audit, used
from govsite.domain.common.days import today
from govsite.domain.common.states import Refusal, Refused, move, step
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import figures
from govsite.domain.letters.queues import Desk
from govsite.domain.letters.sheet import role_at
from govsite.domain.letters.states import ADMIN, SUBMITTED, TAKE_OVER
from govsite.domain.letters.states import LETTER as MACHINE
from govsite.domain.tickets import attachments, clock, thread, timeline
from govsite.domain.tickets.form_keys import digest_of
from govsite.domain.tickets.tallies import Place
from govsite.domain.tickets.told import ASKED, Channels, tell
from govsite.models.base import table_of
from govsite.models.letter import Letter
from govsite.models.ticket import OFFICE, Ticket

PURPOSE = "act on a letter"
KEY_SECONDS = 24 * 3600


class Hidden(LookupError):  # noqa: N818
    """There is no such letter for who asks."""


class Changed(Exception):  # noqa: N818
    """Somebody did something with the letter since it was read."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does something with a letter, at which desk, as they have read it; ``key`` is that of their form.

    ``who`` is their name in the audit.
    """

    desk: Desk
    who: str
    ticket_id: int
    revision: int
    key: str


@dataclass
class Act:
    """Steps of a letter on their way; ``details`` go to the audit. ``public`` says that published pages change."""

    session: Session
    hand: Hand
    ticket: Ticket
    letter: Letter
    role: str
    state: str
    revision: int
    done: list[str] = field(default_factory=list)
    details: dict[str, str | int | bool | None] = field(default_factory=dict)
    public: bool = False

    @property
    def place(self) -> Place:
        """Whose desk the letter was on when it was read."""
        return figures.place_of(self.ticket)

    def take(
        self, action: str, words: str = "", own: dict[str, Any] | None = None, to: Place | None = None, **values: Any
    ) -> None:
        """Take a step: ``values`` of the ticket and ``own`` of the letter change with it, ``to`` is another desk."""
        way = step(MACHINE, self.state, action, self.role)
        if to is not None:
            values |= {"site_code": to.site_code, "department": to.department, "assignee": None}
        if not move(self.session, table_of(Ticket), self.ticket.id, self.revision, way, **values):
            raise Changed
        self.state, self.revision = way.target, self.revision + 1
        if own:
            self.session.execute(update(Letter).where(Letter.ticket_id == self.ticket.id).values(own))
        timeline.record(
            self.session,
            self.ticket.id,
            action,
            way.target,
            OFFICE,
            to or self.place,
            staff_id=self.hand.desk.staff_id,
            words=words,
            internal=not way.citizen,
        )
        self.done.append(action)

    def accept_first(self) -> None:
        """A new letter is accepted by whatever is done with it."""
        if self.state == SUBMITTED:
            self.accept()

    def accept(self) -> None:
        """A letter that nobody has is theirs then, or it would stand in no queue of work."""
        self.take("accept", assignee=self.ticket.assignee or self.hand.desk.staff_id)

    def say(self, kind: str, text: str) -> int:
        """Add a message with the files that are held for the form, and return its id."""
        message_id = thread.add(self.session, self.ticket.id, kind, text, self.place, staff_id=self.hand.desk.staff_id)
        attachments.attach(self.session, digest_of(self.hand.key), self.ticket.id, message_id)
        return message_id


@contextmanager
def acting(hand: Hand, *, over: bool = False) -> Iterator[Act | None]:
    """Something of the office's: None where its form has done it already. Audited at the end.

    ``over`` is for who takes a letter over, and may not read it yet.
    """
    with writing() as session:
        both = select(Ticket, Letter).join(Letter, Letter.ticket_id == Ticket.id)
        row = session.execute(both.where(Ticket.id == hand.ticket_id).with_for_update()).one_or_none()
        if row is None or not _may(hand.desk, row.Ticket, over):
            raise Hidden
        if not used.spend(session, PURPOSE, digest_of(hand.key), KEY_SECONDS):
            yield None
            return
        if row.Ticket.revision != hand.revision:
            raise Changed
        role = ADMIN if over else role_at(hand.desk, row.Ticket)
        act = Act(session, hand, row.Ticket, row.Letter, role, row.Ticket.state, row.Ticket.revision)
        yield act
        for action in act.done:
            write_down(act.session, hand, action, act.details)
        if act.public:
            topics.bump(session, topics.LETTERS)  # last: writers queue for it


def write_down(session: Session, hand: Hand, action: str, details: dict[str, str | int | bool | None]) -> None:
    """Audit an act: numbers and keys of ours, never a word of a person's."""
    site_code, target = hand.desk.site_code, f"letter {hand.ticket_id}"
    audit.append(session, who=hand.who, what=f"letter.{action}", target=target, site_code=site_code, details=details)


def accept(hand: Hand) -> None:
    """Accept a letter (受理)."""
    with acting(hand) as act:
        if act is not None:
            act.accept()


def refuse(hand: Hand, reason: str) -> None:
    """Refuse a letter (不予受理); the reason says whom to ask instead. One that was published is public no more."""
    with acting(hand) as act:
        if act is not None:
            act.public = act.letter.published is not None
            act.take("refuse", reason, own={"published": None, "undecided": None}, finished=_now(act))


def pass_on(hand: Hand, to: Place, reason: str = "") -> None:
    """Pass a letter to another department or site (转办): its limit runs on from the start, nobody has it there yet."""
    with acting(hand) as act:
        if act is None:
            return
        to = to._replace(item_code=act.ticket.item_code)
        if to == act.place:
            raise Refused(Refusal.NOT_NOW)
        act.take("pass", reason, to=to)
        figures.passed(act.session, act.ticket, act.letter, to)
        act.details |= {"site": to.site_code, "department": str.__str__(to.department)}


def ask(hand: Hand, question: str, channels: Channels) -> None:
    """Ask the writer for more (请补充), once: the clock stands until they answer."""
    with acting(hand) as act:
        if act is None:
            return
        if act.letter.asked is not None:
            raise Refused(Refusal.NOT_NOW)
        act.accept_first()
        act.say(thread.QUESTION, question)
        clock.pause(act.session, act.ticket.id, today())
        act.take("ask", own={"asked": _now(act)})
        tell(act.session, act.ticket, ASKED, channels)


def go_on(hand: Hand) -> None:
    """Wait no more for what was asked (不再等待): the clock goes on."""
    with acting(hand) as act:
        if act is not None:
            act.take("go on", due=clock.resume(act.session, calendar(), act.ticket.id, today(), act.ticket.due))


def note(hand: Hand, text: str) -> None:
    """Write an internal note (内部备注), which the writer never sees."""
    with acting(hand) as act:
        if act is not None:
            act.say(thread.NOTE, text)
            act.take("note")


def take_over(hand: Hand) -> None:
    """Take a letter over (接管): who sees queues only may read this one then, until it is passed on or assigned."""
    with acting(hand, over=True) as act:
        if act is not None:
            act.take(TAKE_OVER, assignee=hand.desk.staff_id)


def _may(desk: Desk, ticket: Ticket, over: bool) -> bool:
    return desk.takes_over and ticket.site_code == desk.site_code if over else desk.may_read(ticket)


def _now(act: Act) -> Any:
    return database_time(act.session)
