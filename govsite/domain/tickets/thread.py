"""The thread of a ticket (往来): what writer and office say to each other, and notes of the office's own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.tickets.tallies import Place
from govsite.models.message import ADDITION, DRAFT, NOTE, QUESTION, REPLY, Message
from govsite.models.ticket import OFFICE, WRITER

__all__ = ["ADDITION", "DRAFT", "NOTE", "OFFICE", "QUESTION", "REPLY", "WRITER", "Message", "add", "messages"]

FOR_THE_WRITER = (ADDITION, QUESTION, REPLY)


def add(
    session: Session,
    ticket_id: int,
    kind: str,
    text: str,
    place: Place,
    *,
    staff_id: int | None = None,
) -> int:
    """Add a message and return its id; who has no ``staff_id`` is the writer. Part of the caller's writing."""
    message = Message(ticket_id=ticket_id, kind=kind, text=text, staff_id=staff_id)
    message.who = WRITER if staff_id is None else OFFICE
    message.at, message.site_code, message.department = database_time(session), place.site_code, place.department
    session.add(message)
    session.flush()
    return message.id


def messages(session: Session, ticket_id: int, *, internal: bool = False) -> Sequence[Message]:
    """The messages, the first one first; with the office's notes and drafts where ``internal``."""
    found = select(Message).where(Message.ticket_id == ticket_id).order_by(Message.id)
    return session.scalars(found if internal else found.where(Message.kind.in_(FOR_THE_WRITER))).all()
