"""Files that people and clerks send along."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Written

CLEAN, UNSCANNED = "clean", "unscanned"  # states: what is found to be infected is not kept


class Attachment(Base):
    """A file (附件), cleaned when it came: ``kind`` is its media type, ``size`` in bytes, ``digest`` its SHA-256.

    A file of a form that came back for another field has no ticket yet: ``held_by`` is the SHA-256 of the form's key.
    It belongs to the letter itself or, with ``message_id``, to a message.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "ticket_id"), Index(None, "held_by"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    held_by: Mapped[str | None] = mapped_column(String(64))
    added: Mapped[datetime] = mapped_column(Moment)
    name: Mapped[str] = mapped_column(Written(200))
    kind: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
