"""A letter as its writer reads it (信件查询): what the sentence on top says, the thread, what can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.common.states import choices
from govsite.domain.common.workdays import Calendar
from govsite.domain.letters.states import LETTER, OPEN, REPLIED, WAITING, WRITER, WRITERS_WORDS
from govsite.domain.tickets import attachments, clock, thread, timeline
from govsite.domain.tickets.attachments import File
from govsite.models.letter import Letter
from govsite.models.message import ADDITION, REPLY, Message
from govsite.models.ticket import Ticket, TicketEvent

REOPEN_DAYS = 30  # so long after the answer one may ask for another (重新办理)


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter with all that its writer may see; ``actions`` are the names of the steps open to the writer now."""

    ticket: Ticket
    letter: Letter
    events: Sequence[TicketEvent]
    messages: Sequence[Message]
    files: Sequence[File]
    light: clock.Light
    actions: frozenset[str]

    @property
    def state_words(self) -> str:
        """The state as the writer is told."""
        return WRITERS_WORDS[self.ticket.state]

    @property
    def answer(self) -> Message | None:
        """The answer that stands, which one has come to read; None while there is none."""
        replies = [message for message in self.messages if message.kind == REPLY]
        return replies[-1] if replies and self.ticket.state == REPLIED else None

    def files_of(self, message_id: int | None) -> list[File]:
        """The files of a message, of the letter itself for None."""
        return [file for file in self.files if file.message_id == message_id]


def read(session: Session, calendar: Calendar, ticket_id: int, today: date) -> LetterView | None:
    """The letter of a ticket for its writer; None where it is no letter's. Five queries."""
    row = session.execute(
        select(Ticket, Letter).join(Letter, Letter.ticket_id == Ticket.id).where(Ticket.id == ticket_id)
    ).one_or_none()
    if row is None:
        return None
    ticket, letter = row
    messages = thread.messages(session, ticket_id)
    shown = {None, *(message.id for message in messages)}  # files of notes and drafts are the office's own
    return LetterView(
        ticket,
        letter,
        timeline.events(session, ticket_id),
        messages,
        [file for file in attachments.of_ticket(session, ticket_id) if file.message_id in shown],
        _light(calendar, ticket, today),
        frozenset(_actions(ticket, letter, messages, today)),
    )


def _light(calendar: Calendar, ticket: Ticket, today: date) -> clock.Light:
    if ticket.state in OPEN:
        return clock.light(calendar, today, ticket.due)
    return clock.Light.PAUSED if ticket.state == WAITING else clock.Light.DONE


def _actions(ticket: Ticket, letter: Letter, messages: Sequence[Message], today: date) -> list[str]:
    """What the table of states lets a writer do, without what a letter allows only once or only later."""
    found = {way.action for way in choices(LETTER, ticket.state, WRITER)}
    if not may_add(messages):
        found.discard("add")
    if letter.reminded is not None or today <= ticket.due:
        found.discard("remind")
    if letter.reopened is not None or not may_reopen(letter, today):
        found.discard("reopen")
    return sorted(found)


def may_add(messages: Sequence[Message]) -> bool:
    """Whether the writer may add something: once before the first answer, and once after each."""
    return not messages or messages[-1].kind != ADDITION


def may_reopen(letter: Letter, today: date) -> bool:
    """Whether the answer is young enough to ask for another."""
    return letter.replied is not None and (today - letter.replied.date()).days <= REOPEN_DAYS
