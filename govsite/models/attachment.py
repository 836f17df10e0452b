"""Files that people and clerks send along."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.stored_file import StoredFile


class Attachment(StoredFile, Base):
    """A file (附件) of a ticket.

    A file of a form that came back for another field has no ticket yet: ``held_by`` is the SHA-256 of the form's key.
    It belongs to the letter itself or, with ``message_id``, to a message.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "ticket_id"), Index(None, "held_by"))

    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    held_by: Mapped[str | None] = mapped_column(String(64))
