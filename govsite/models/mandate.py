"""Errands that somebody does for another person."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Fingerprint, Moment
from govsite.models.item import LONGEST_ITEM_CODE


class Mandate(Base):
    """That one person does one errand for another (代办): a ticket that there is, or all they hand in of one item.

    ``principal_id`` is whose errand it is, ``agent_id`` who does it, None until somebody ``entered`` the code, which
    is good for once. It holds from when the principal ``confirmed`` who that is, to ``until``, its last day, or
    ``ended``.
    """

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("(ticket_id IS NOT NULL) <> (item_code <> '')", name="errand"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    item_code: Mapped[str] = mapped_column(String(LONGEST_ITEM_CODE), default="")
    until: Mapped[date]
    code_print: Mapped[bytes | None] = mapped_column(Fingerprint("mandate"), unique=True)
    made: Mapped[datetime] = mapped_column(Moment)
    entered: Mapped[datetime | None] = mapped_column(Moment)
    confirmed: Mapped[datetime | None] = mapped_column(Moment)
    ended: Mapped[datetime | None] = mapped_column(Moment)
