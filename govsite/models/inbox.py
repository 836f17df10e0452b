"""Messages of the portal to an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment

TICKET, SECURITY, NEWS = "ticket", "security", "news"  # kinds
LONGEST_WORDS, LONGEST_PAGE = 500, 200  # characters


class InboxMessage(Base):
    """A message (站内消息): ``words`` are ours, never what somebody typed.

    ``page`` is where one reads on, an address after the mount of the site with ``site_code`` ("" for the one at hand),
    ``ticket_id`` the ticket that it is about. ``read`` is when it was marked as read.
    """

    __tablename__ = "inbox"
    # A number is never given again: digests remember up to which one they have told.
    __table_args__ = (
        Index(None, "account_id", "id"),
        Index(None, "account_id", "read"),
        Index(None, "ticket_id"),
        Index(None, "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    page: Mapped[str] = mapped_column(String(LONGEST_PAGE), default="")
    site_code: Mapped[str] = mapped_column(String(6), default="")
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(Moment)
    read: Mapped[datetime | None] = mapped_column(Moment)
