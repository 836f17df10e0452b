"""What somebody has said of themselves for later: own data, choices, how they want to be told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Sealed
from govsite.models.ticket import HANS

DAILY, WEEKLY = "daily", "weekly"  # digests
BY_PHONE, BY_MAIL = "phone", "mail"  # wishes


class Profile(Base):
    """Own data (我的资料) of an account and its choices; no row for who has said nothing.

    ``called``, ``phone``, ``email`` and ``address`` fill forms where ``fills`` says so; ``contact`` is which of them
    offices are left. ``confirmed`` is when a code proved the mail address; ``code`` is a keyed hash of the one that was
    sent, tried ``tries`` times, good until ``code_until``. ``groups`` (人群), ``events`` (人生事件) and ``district``, a
    site's code, choose what is suggested, if ``suggests``. ``digest`` says how often news go by mail, "" for never,
    up to the message ``told``, last at ``told_at``; ``sms`` that a short message says that there are some, last at
    ``texted``; ``script`` is that of the page where they chose it. ``leave`` stands in the link of those mails that
    ends them, and is good for nothing else; ``feed`` is the SHA-256 of what the address of the private feed carries.
    """

    __tablename__ = "profile"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    called: Mapped[str | None] = mapped_column(Sealed("profile.called"))
    phone: Mapped[str | None] = mapped_column(Sealed("profile.phone"))
    email: Mapped[str | None] = mapped_column(Sealed("profile.email"))
    address: Mapped[str | None] = mapped_column(Sealed("profile.address"))
    district: Mapped[str] = mapped_column(String(6), default="")
    contact: Mapped[str] = mapped_column(String(8), default="")
    fills: Mapped[bool] = mapped_column(default=True)
    confirmed: Mapped[datetime | None] = mapped_column(Moment)
    code: Mapped[str] = mapped_column(String(64), default="")
    tries: Mapped[int] = mapped_column(default=0)
    code_until: Mapped[datetime | None] = mapped_column(Moment)
    groups: Mapped[list[str]] = mapped_column(default=list)
    events: Mapped[list[str]] = mapped_column(default=list)
    suggests: Mapped[bool] = mapped_column(default=True)
    digest: Mapped[str] = mapped_column(String(8), default="")
    sms: Mapped[bool] = mapped_column(default=False)
    script: Mapped[str] = mapped_column(String(4), default=HANS)
    told: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    texted: Mapped[datetime | None] = mapped_column(Moment)
    leave: Mapped[str | None] = mapped_column(String(43), unique=True)
    feed: Mapped[str | None] = mapped_column(String(64), unique=True)
