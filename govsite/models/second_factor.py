"""What somebody has besides the password: an authenticator, and codes on paper for when it is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Sealed


class SecondFactor(Base):
    """An authenticator (动态口令, TOTP) of a member of staff; it counts once it is ``enrolled``.

    ``secret`` is base32. ``last_step`` is the last step of 30 seconds, since 1970, whose code was used.
    ``next_secret`` is to take the place of the one that counts, once a code of it was typed.
    """

    __tablename__ = "second_factor"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(Sealed("second_factor.secret"))
    begun: Mapped[datetime] = mapped_column(Moment)
    enrolled: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    next_secret: Mapped[str | None] = mapped_column(Sealed("second_factor.next_secret"))
    next_begun: Mapped[datetime | None] = mapped_column(Moment)


class RecoveryCode(Base):
    """A recovery code (恢复码), hashed like a password and good once; its first digit is its ``place``."""

    __tablename__ = "recovery_code"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(128))
    used: Mapped[datetime | None] = mapped_column(Moment)
