"""What the writer of a letter does with it afterwards (写信人的操作): guarded steps, each good once a form.

Every function takes the ticket that the door has opened and the key of the form; a form that is sent twice does its
work once. Raises ``states.Refused`` where the letter is in no state for it, or has had it already.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update

from govsite.database import topics
from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.common.days import ZONE, today
from govsite.domain.common.states import Refusal, Refused
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import figures
from govsite.domain.letters.reading import may_add, may_reopen
from govsite.domain.letters.states import LETTER as MACHINE
from govsite.domain.letters.states import WAITING, WRITER
from govsite.domain.tickets import attachments, clock, ratings, thread, timeline
from govsite.domain.tickets.form_keys import digest_of
from govsite.domain.tickets.hands import Kind
from govsite.domain.tickets.owner import OwnAct, close_doors, own_act
from govsite.domain.tickets.tallies import place_of
from govsite.domain.tickets.told import SENT_WORDS
from govsite.models.letter import Letter
from govsite.models.ticket import Ticket, TicketEvent

LETTERS = Kind("letter", MACHINE, Letter)


@dataclass
class Act(OwnAct):
    """A step of a letter's writer."""

    row: Letter
    was_public: bool = False

    def __post_init__(self) -> None:
        self.was_public = self.row.published is not None

    def finish(self) -> None:
        """The list of published letters, where it stood there: last, writers queue for it."""
        if self.was_public:
            topics.bump(self.session, topics.LETTERS)


def add(ticket_id: int, key: str, text: str) -> None:
    """Add to a letter, or answer what the office asked: then its clock goes on.

    The files that are held for the key go with it.
    """
    with _act(ticket_id, key, "add", "answer") as act:
        if act is None:
            return
        if act.way.action == "add" and not may_add(thread.messages(act.session, ticket_id)):
            raise Refused(Refusal.NOT_NOW)
        message_id = thread.add(act.session, ticket_id, thread.ADDITION, text, act.place)
        attachments.attach(act.session, digest_of(key), ticket_id, message_id)
        act.own["unread"] = today()
        if act.way.action == "answer":
            act.values["due"] = clock.resume(act.session, calendar(), ticket_id, today(), act.ticket.due)


def rate(ticket_id: int, key: str, rating: int, words: str) -> None:
    """Rate the answer from 1 to 5 (好差评), or rate it anew; a bad one gets a clock of its own. Raises ValueError."""
    now = datetime.now(UTC)
    own = ratings.given(calendar(), rating, words, now, today())
    with _act(ticket_id, key, "rate") as act:
        if act is None:
            return
        before = act.row
        day_before = before.rated.astimezone(ZONE).date() if before.rated else None
        figures.rated(act.session, act.ticket, rating, before=before.rating, day_before=day_before)
        act.own |= own


def reopen(ticket_id: int, key: str, reason: str, limit: int) -> None:
    """Ask for another answer, once, with a reason; the limit runs anew."""
    with _act(ticket_id, key, "reopen") as act:
        if act is None:
            return
        if act.row.reopened is not None or not may_reopen(act.row, today()):
            raise Refused(Refusal.NOT_NOW)
        due = calendar().due(today(), limit)
        act.values |= {"started": today(), "due": due.day, "limit": limit, "finished": None}
        act.own |= {"reopened": database_time(act.session), "follow_up": None, "undecided": None, "reminded": None}
        act.words = reason


def remind(ticket_id: int, key: str) -> None:
    """Remind the office (催办), once, when the letter is late."""
    with _act(ticket_id, key, "remind") as act:
        if act is None:
            return
        if act.row.reminded is not None or today() <= act.ticket.due:
            raise Refused(Refusal.NOT_NOW)
        act.own["reminded"] = database_time(act.session)


def withdraw(ticket_id: int, key: str) -> None:
    """Take a letter back, before it is answered or while it is handled anew; doors that stand open are closed.

    One that was published is not public any more.
    """
    with _act(ticket_id, key, "withdraw") as act:
        if act is None:
            return
        act.values["finished"] = database_time(act.session)
        act.own |= {"published": None, "undecided": None, "unread": None}
        clock.resume(act.session, calendar(), ticket_id, today(), act.ticket.due)
        close_doors(act.session, ticket_id)


def erase_contact(ticket_id: int) -> None:
    """Erase name, phone and e-mail of a letter; nothing brings them back."""
    gone = {"name": None, "phone": None, "phone_print": None, "email": None}
    with writing() as session:
        row = session.execute(select(Ticket).where(Ticket.id == ticket_id).with_for_update()).scalar_one()
        if (row.name, row.phone, row.email) == (None, None, None):
            return
        done = update(Ticket).where(Ticket.id == ticket_id).values(**gone, revision=Ticket.revision + 1)
        session.execute(done)
        told = (TicketEvent.ticket_id == ticket_id, TicketEvent.action.in_(sorted(SENT_WORDS)))
        session.execute(update(TicketEvent).where(*told).values(words=None))  # where to
        timeline.record(session, ticket_id, "erase", row.state, WRITER, place_of(row))


def _act(ticket_id: int, key: str, action: str, asked: str = "") -> AbstractContextManager[Act | None]:
    """A step of the writer's; while the office waits for the writer it is what ``asked`` says."""
    return own_act(LETTERS, Act, ticket_id, key, lambda ticket, _: (ticket.state == WAITING and asked) or action)
