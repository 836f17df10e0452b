"""The vocabulary by which items are browsed."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base


class Term(Base):
    """One value of a facet (theme, life_event or group) for an audience, in display order."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("facet", "audience", "term"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(String(16))
    audience: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    term: Mapped[str] = mapped_column(String(32))
