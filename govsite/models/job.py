"""Long work that somebody waits for, and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base, JsonObject
from govsite.models.columns import Moment

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


class Job(Base):
    """One run of an import or the like; ``total`` and ``done`` count rows, ``report`` says how it ended.

    ``beat`` moves with each sign of life, so that a job whose process died can be told from one that works.
    """

    __tablename__ = "job"
    __table_args__ = (CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(200))
    who: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(8), index=True)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    started: Mapped[datetime | None] = mapped_column(Moment)
    beat: Mapped[datetime | None] = mapped_column(Moment)
    finished: Mapped[datetime | None] = mapped_column(Moment)
    report: Mapped[JsonObject] = mapped_column(default=dict)
