"""Searches that found nothing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base

LONGEST_WORD = 20  # characters; what is longer tells a story, which may be somebody's


class Unanswered(Base):
    """How often a word was searched at a site on a day without an answer (搜不到的词); nothing of who did."""

    __tablename__ = "unanswered"
    __table_args__ = (Index(None, "site_code", "day", "word", "number"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    site_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    word: Mapped[str] = mapped_column(String(LONGEST_WORD), primary_key=True)
    number: Mapped[int]
