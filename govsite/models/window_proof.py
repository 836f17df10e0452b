"""Codes with which people go to a window to have it proved who they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Fingerprint, Moment, Sealed


class WindowProof(Base):
    """A code (窗口认证码) that somebody brings to a window; the last one of an account is the one that is good.

    ``used`` is when staff confirmed it. Used and expired ones stay for a while, so that it can be said which they are.
    """

    __tablename__ = "window_proof"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(Sealed("window_proof.code"))
    code_print: Mapped[bytes | None] = mapped_column(Fingerprint("window code"), unique=True)
    asked: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
    used: Mapped[datetime | None] = mapped_column(Moment)
