"""Messages that the portal owes to people, and what became of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Sealed

MAIL, SMS, LOGOUT = "mail", "sms", "slo"  # kinds
WAITING, SENDING, SENT, FAILED, UNKNOWN = "waiting", "sending", "sent", "failed", "unknown"


class Outbox(Base):
    """A mail, a short message or a word to a system that somebody has signed out (发件箱): sent by a chore.

    ``variables`` is a JSON object of texts; a mail's are ``subject`` and ``text``. Recipient and variables go when they
    are needed no more. ``ticket_id`` is the ticket whose timeline is to say that it was sent, None once it does.
    ``due`` is the next try, ``begun`` the last one, ``expires`` when nobody wants it any more.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("kind IN ('mail', 'sms', 'slo')", name="kind"),
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed', 'unknown')", name="state"),
        Index(None, "state", "due"),
        Index(None, "ticket_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(4))
    recipient: Mapped[str | None] = mapped_column(Sealed("outbox.recipient"))
    template: Mapped[str] = mapped_column(String(64))
    variables: Mapped[str | None] = mapped_column(Sealed("outbox.variables"))
    site_code: Mapped[str] = mapped_column(String(6), default="")
    ticket_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(8))
    tries: Mapped[int] = mapped_column(default=0)
    added: Mapped[datetime] = mapped_column(Moment)
    due: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)
    begun: Mapped[datetime | None] = mapped_column(Moment)
    finished: Mapped[datetime | None] = mapped_column(Moment)
    external_id: Mapped[str] = mapped_column(String(200), default="")
    error: Mapped[str] = mapped_column(String(100), default="")
