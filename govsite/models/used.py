"""What was good for one use and has been used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment


class Used(Base):
    """A one-time token (一次性凭据) that was used, by its SHA-256 in hex, kept for as long as it could come again."""

    __tablename__ = "used"

    purpose: Mapped[str] = mapped_column(String(32), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
