"""What the writer of a letter does with it afterwards (写信人的操作): guarded steps, each good once a form.

Every function takes the ticket that the door has opened and the key of the form; a form that is sent twice does its
work once. Raises ``states.Refused`` where the letter is in no state for it, or has had it already.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.common import sign_ins, used
from govsite.domain.common.days import ZONE, today
from govsite.domain.common.states import Refusal, Refused, Step, move, step
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import figures
from govsite.domain.letters.ratings import LEAST_GOOD, RATINGS
from govsite.domain.letters.reading import may_add, may_reopen
from govsite.domain.letters.states import LETTER as MACHINE
from govsite.domain.letters.states import WAITING, WRITER
from govsite.domain.tickets import attachments, clock, thread, timeline
from govsite.domain.tickets.door import KIND
from govsite.domain.tickets.form_keys import digest_of
from govsite.domain.tickets.tallies import Place, place_of
from govsite.models.base import table_of
from govsite.models.letter import Letter
from govsite.models.ticket import Ticket

PURPOSE = "act on a ticket"
KEY_SECONDS = 24 * 3600
RATING_DAYS = 15  # working days to deal with a bad rating


@dataclass
class Act:
    """A step on its way: ``values`` of the ticket and ``own`` of the letter change with it."""

    session: Session
    ticket: Ticket
    letter: Letter
    way: Step
    values: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    words: str = ""

    @property
    def place(self) -> Place:
        """Whose desk the letter is on."""
        return place_of(self.ticket)


def add(ticket_id: int, key: str, text: str) -> None:
    """Add to a letter, or answer what the office asked: then its clock goes on.

    The files that are held for the key go with it.
    """
    with _act(ticket_id, key, "add", WAITING, "answer") as act:
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
    if rating not in RATINGS:
        raise ValueError("a rating is a number from 1 to 5")
    with _act(ticket_id, key, "rate") as act:
        if act is None:
            return
        before, now = act.letter, datetime.now(UTC)
        day_before = before.rated.astimezone(ZONE).date() if before.rated else None
        figures.rated(act.session, act.ticket, rating, before=before.rating, day_before=day_before)
        follow_up = calendar().due(today(), RATING_DAYS).day if rating < LEAST_GOOD else None
        act.own |= {"rating": rating, "rated": now, "rating_words": words or None, "follow_up": follow_up}


def reopen(ticket_id: int, key: str, reason: str, limit: int) -> None:
    """Ask for another answer, once, with a reason; the limit runs anew."""
    with _act(ticket_id, key, "reopen") as act:
        if act is None:
            return
        if act.letter.reopened is not None or not may_reopen(act.letter, today()):
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
        if act.letter.reminded is not None or today() <= act.ticket.due:
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
        sign_ins.end_all(act.session, KIND, str(ticket_id))


def erase_contact(ticket_id: int) -> None:
    """Erase name, phone and e-mail of a letter; nothing brings them back."""
    gone = {"name": None, "phone": None, "phone_print": None, "email": None}
    with writing() as session:
        row = session.execute(select(Ticket).where(Ticket.id == ticket_id).with_for_update()).scalar_one()
        if (row.name, row.phone, row.email) == (None, None, None):
            return
        done = update(Ticket).where(Ticket.id == ticket_id).values(**gone, revision=Ticket.revision + 1)
        session.execute(done)
        timeline.record(session, ticket_id, "erase", row.state, WRITER, place_of(row))


@contextmanager
def _act(ticket_id: int, key: str, action: str, state: str = "", other: str = "") -> Iterator[Act | None]:
    """A step of the writer's: None where the key has done it already.

    In ``state`` the action is the ``other`` one. Moved at the end, after what the caller adds to it.
    """
    with writing() as session:
        # Both rows: of one that is not locked PostgreSQL gives what it was before somebody else was waited for.
        both = select(Ticket, Letter).join(Letter, Letter.ticket_id == Ticket.id).where(Ticket.id == ticket_id)
        ticket, letter = session.execute(both.with_for_update()).one()
        if not used.spend(session, PURPOSE, digest_of(key), KEY_SECONDS):
            yield None
            return
        way = step(MACHINE, ticket.state, other if ticket.state == state else action, WRITER)
        act, public = Act(session, ticket, letter, way), letter.published is not None
        yield act
        if not move(session, table_of(Ticket), ticket_id, ticket.revision, way, **act.values):
            raise Refused(Refusal.NOT_NOW)
        if act.own:
            session.execute(update(Letter).where(Letter.ticket_id == ticket_id).values(act.own))
        timeline.record(session, ticket_id, way.action, way.target, WRITER, act.place, words=act.words)
        if public:
            topics.bump(session, topics.LETTERS)  # last: writers queue for it
