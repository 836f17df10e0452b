"""Counters from which statistics are made."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.item import LONGEST_ITEM_CODE


class Tally(Base):
    """How often something happened on a day (统计): written in the transaction that it counts, read by statistics."""

    __tablename__ = "tally"
    # It holds all that a sum by day, department or measure needs, so the rows themselves are not read.
    __table_args__ = (Index(None, "site_code", "day", "department", "measure", "number"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    site_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    department: Mapped[str] = mapped_column(String(32), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(LONGEST_ITEM_CODE), primary_key=True)
    measure: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int]


class MonthTally(Base):
    """How often something happened in a month at a site and below it: few rows, however much there is to count.

    ``month`` is its first day. A row is of a department with all its items, or of an item with all departments: the
    other one is "".
    """

    __tablename__ = "month_tally"

    month: Mapped[date] = mapped_column(primary_key=True)
    site_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    department: Mapped[str] = mapped_column(String(32), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(LONGEST_ITEM_CODE), primary_key=True)
    measure: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int]
