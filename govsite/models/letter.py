"""Letters to the government."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Written
from govsite.models.rated import Rated

LONGEST_TITLE, LONGEST_BODY = 60, 2000  # characters, as the person sees them


class Letter(Rated, Base):
    """A letter (信件), joined to its ticket: what only letters have.

    ``kind`` is 咨询, 求助, 投诉, 建议 or 表扬; ``theme`` a kind of errand (事项类别), ``about`` the number of a case,
    both "" for none. The office asks once (``asked``), the writer reopens once (``reopened``) and may remind the office
    once it is late (``reminded``), and rates the answer. What is published is what somebody made ready for it:
    ``public_title``, ``public_body``, ``public_reply``, under ``public_id``; only where the writer agrees
    (``consent``). ``undecided`` is the day since which the office is to decide whether it publishes the answer,
    None where there is nothing to decide. ``unread`` is the day since which something that the writer added waits
    to be read.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index(None, "published", "ticket_id"),
        Index(None, "follow_up"),
        Index(None, "undecided"),
        Index(None, "unread"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    theme: Mapped[str] = mapped_column(String(32), default="")
    about: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str] = mapped_column(Written(200))
    body: Mapped[str] = mapped_column(Written())
    consent: Mapped[bool]
    asked: Mapped[datetime | None] = mapped_column(Moment)
    replied: Mapped[datetime | None] = mapped_column(Moment)
    reminded: Mapped[datetime | None] = mapped_column(Moment)
    reopened: Mapped[datetime | None] = mapped_column(Moment)
    undecided: Mapped[date | None]
    unread: Mapped[date | None]
    public_id: Mapped[str | None] = mapped_column(String(16), unique=True)
    published: Mapped[datetime | None] = mapped_column(Moment)
    public_title: Mapped[str | None] = mapped_column(Written(200))
    public_body: Mapped[str | None] = mapped_column(Written())
    public_reply: Mapped[str | None] = mapped_column(Written())
