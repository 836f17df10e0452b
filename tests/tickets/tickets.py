"""Tickets for tests that need one and care for nothing of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from govsite.models.message import REPLY, Message
from govsite.models.ticket import LETTER, OFFICE, Ticket

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)


def new_ticket(session: Session) -> int:
    """The number of a new row."""
    made = Ticket(
        kind=LETTER,
        number=uuid4().hex[:20],
        secret="x",
        form_key=uuid4().hex,
        site_code="420000",
        state="new",
        added=NOW,
        limit=5,
        started=date(2026, 11, 30),
        due=date(2026, 12, 4),
    )
    session.add(made)
    session.flush()
    return made.id


def new_reply(session: Session, ticket_id: int) -> int:
    made = Message(ticket_id=ticket_id, at=NOW, kind=REPLY, who=OFFICE, site_code="420000", text="答复")
    session.add(made)
    session.flush()
    return made.id
