"""One letter as the office sees it (信件办理页): everything of it, and what can be done now by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.common.states import choices
from govsite.domain.common.workdays import Calendar
from govsite.domain.letters.desk import light_of
from govsite.domain.letters.states import ADMIN, DESK_WORDS, LETTER, REPLIED, REVIEW, SUBMITTED, TAKE_OVER
from govsite.domain.tickets import attachments, clock, thread, timeline
from govsite.domain.tickets.attachments import File
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.keyset import LARGEST_ID
from govsite.models.letter import Letter
from govsite.models.message import DRAFT, Message
from govsite.models.staff import Staff
from govsite.models.ticket import LETTER as KIND
from govsite.models.ticket import Ticket, TicketEvent
from govsite.typed import Typed

__all__ = ["Letter", "Sheet", "Ticket", "actions", "find", "letter_of", "read"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter with all that its office may see; ``actions`` are the names of the steps that may be taken now.

    ``names`` are those of the staff in it, ``draft`` is the answer that waits for a second reading or came back from
    one. ``left`` are the working days to the end of what ``light`` is about.
    """

    ticket: Ticket
    letter: Letter
    events: Sequence[TicketEvent]
    messages: Sequence[Message]
    files: Sequence[File]
    names: Mapping[int, Typed]
    light: clock.Light
    left: int
    actions: frozenset[str]
    draft: Message | None

    @property
    def state_words(self) -> str:
        """The state as the desk calls it."""
        return DESK_WORDS[self.ticket.state]

    @property
    def seen(self) -> int:
        """The number of the last event, from which on something is new to who reads it now."""
        return self.events[0].id if self.events else 0

    @property
    def ends(self) -> date:
        """The day on which the answer, or what follows a bad rating, is due."""
        return self.letter.follow_up or self.ticket.due

    @property
    def answer(self) -> Typed:
        """The last answer, "" for none; what is said on a bad rating afterwards is none."""
        replied = self.letter.replied
        found = (m for m in reversed(self.messages) if m.kind == thread.REPLY and replied and m.at <= replied)
        return next((Typed(m.text) for m in found), Typed())

    def files_of(self, message_id: int | None) -> list[File]:
        """The files of a message, of the letter itself for None."""
        return [file for file in self.files if file.message_id == message_id]

    def since(self, seen: int) -> list[TicketEvent]:
        """What happened after the event of a number, the first one first."""
        return [event for event in reversed(self.events) if event.id > seen]


def find(session: Session, ticket_id: int) -> Ticket | None:
    """The ticket of a letter, whoever may read it; None for none."""
    if not 0 < ticket_id <= LARGEST_ID:
        return None
    return session.scalar(select(Ticket).where(Ticket.id == ticket_id, Ticket.kind == KIND))


def letter_of(session: Session, ticket_id: int) -> Letter:
    """What is a letter's own, of the ticket of a letter."""
    return session.get_one(Letter, ticket_id)


def read(session: Session, calendar: Calendar, desk: Desk, ticket: Ticket, today: date) -> Sheet:
    """A letter that may be read at a desk: ask ``desk.may_read`` before. Five queries."""
    letter = letter_of(session, ticket.id)
    events = timeline.events(session, ticket.id, internal=True)
    messages = thread.messages(session, ticket.id, internal=True)
    follow_up = letter.follow_up if ticket.state == REPLIED else None
    draft = _draft(ticket, messages)
    return Sheet(
        ticket,
        letter,
        events,
        messages,
        attachments.of_ticket(session, ticket.id),
        _names(session, ticket, events, messages),
        light_of(calendar, today, ticket.state, ticket.due, follow_up),
        clock.days_left(calendar, today, follow_up or ticket.due),
        frozenset(actions(desk, ticket, letter, draft)),
        draft,
    )


def may_take_over(state: str) -> bool:
    """Whether a letter in a state can be taken over: not when it is over."""
    return any(way.action == TAKE_OVER for way in choices(LETTER, state, ADMIN))


def actions(desk: Desk, ticket: Ticket, letter: Letter, draft: Message | None) -> Iterator[str]:
    """What the table of states lets somebody do, without what a letter or a site allows only once or elsewhere.

    A new letter is accepted by whatever is done first.
    """
    found = {way.action for way in choices(LETTER, ticket.state, desk.role_at(ticket))} - {TAKE_OVER}
    if ticket.state == SUBMITTED:
        found |= {"ask", "reply", "propose"}
    found.discard("reply" if desk.second_reading else "propose")
    barred = {
        "ask": letter.asked is not None,
        "approve": draft is None or draft.staff_id == desk.staff_id,
        "follow up": letter.follow_up is None,
        "answer more": letter.unread is None,
        "publish": not letter.consent,
        "unpublish": letter.published is None,
        "withhold": letter.undecided is None,
        "read": letter.unread is None,
    }
    yield from (action for action in found if not barred.get(action, False))


def _draft(ticket: Ticket, messages: Sequence[Message]) -> Message | None:
    """The answer that waits, or that came back and is not replaced by an answer."""
    last = next((m for m in reversed(messages) if m.kind in (DRAFT, thread.REPLY)), None)
    return last if last is not None and last.kind == DRAFT and (ticket.state == REVIEW or not ticket.finished) else None


def _names(
    session: Session, ticket: Ticket, events: Sequence[TicketEvent], messages: Sequence[Message]
) -> Mapping[int, Typed]:
    numbers = {event.staff_id for event in events} | {message.staff_id for message in messages} | {ticket.assignee}
    found = select(Staff.id, Staff.name).where(Staff.id.in_(sorted(number for number in numbers if number)))
    return {row.id: Typed(row.name) for row in session.execute(found)}
