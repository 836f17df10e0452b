"""Addresses of other sites that our pages lead to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment

LONGEST_URL, LONGEST_REASON = 500, 64


class Link(Base):
    """An address (网址) and what came of asking for it last: ``failures`` in a row, with the reason of the last one."""

    __tablename__ = "link"

    url: Mapped[str] = mapped_column(String(LONGEST_URL), primary_key=True)
    checked: Mapped[datetime | None] = mapped_column(Moment, index=True)
    failures: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
