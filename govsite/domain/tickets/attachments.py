"""temporary"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.models.attachment import Attachment


def attach(session: Session, form_key: str, ticket_id: int, message_id: int | None = None) -> int:
    held = update(Attachment).where(Attachment.held_by == form_key)
    return session.connection().execute(held.values(ticket_id=ticket_id, message_id=message_id, held_by=None)).rowcount


def of_ticket(session: Session, ticket_id: int) -> Sequence[Attachment]:
    return session.scalars(select(Attachment).where(Attachment.ticket_id == ticket_id)).all()
