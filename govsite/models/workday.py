"""Days that are worked, or not, otherwise than their day of the week says."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base


class Workday(Base):
    """A day off (放假) or a worked weekend (调休上班) of the State Council's yearly notice, which ``source`` names.

    Days without a row follow the week: Monday to Friday are worked.
    """

    __tablename__ = "workday"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(100))
