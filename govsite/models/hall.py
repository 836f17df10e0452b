"""The service halls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import IN_USE, Base, Records
from govsite.models.columns import Moment


class Hall(Base):
    """A service hall (办事大厅) of one site; ``floors`` are {"floor": str, "units": [str]}.

    One that is not IN_USE is not shown; offerings may still name it.
    """

    __tablename__ = "hall"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    site_code: Mapped[str] = mapped_column(String(6), index=True)
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(4))
    address: Mapped[str] = mapped_column(String(200))
    hours: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(64), default="")
    transport: Mapped[str] = mapped_column(String(400), default="")
    floors: Mapped[Records] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(String(8), default=IN_USE, server_default=IN_USE)
    changed: Mapped[datetime | None] = mapped_column(Moment)
