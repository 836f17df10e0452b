"""What was written in the thread of a ticket."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Written

ADDITION, QUESTION, REPLY, NOTE, DRAFT = "addition", "question", "reply", "note", "draft"  # kinds


class Message(Base):
    """A message (留言、答复): an addition of the writer's, a question, a reply or an internal note of the office.

    A ``draft`` is a reply that waits for a second reading. ``who`` is the writer or the office, as in TicketEvent.
    """

    __tablename__ = "message"
    __table_args__ = (Index(None, "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(8))
    who: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    site_code: Mapped[str] = mapped_column(String(6))
    department: Mapped[str] = mapped_column(String(32), default="")
    text: Mapped[str] = mapped_column(Written())
