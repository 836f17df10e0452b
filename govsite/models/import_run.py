"""Imports of tables in the console (表格导入), and what each of them changed, so that it can be undone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base, JsonObject
from govsite.models.columns import Moment, Written

WAITING, READY, FAULTY, STORING, DONE, FAILED = "waiting", "ready", "faulty", "storing", "done", "failed"
LONGEST_FILE, LONGEST_ROW_KEY = 200, 200  # characters


class ImportRun(Base):
    """A table that somebody sent at a site, from the check on; or the undoing of another run, ``undoes``.

    ``form_key`` is the SHA-256 of the form's key, ``noun`` the importer's, ``who`` the number of who sent it and
    ``stored_by`` of who pressed the button. ``text`` is the table as JSON until it is stored. ``seen`` is the digest of
    what the check showed, ``report`` its findings and the first changes in words. The numbers count rows; ``faults``
    are wrong cells. WAITING is for the check, STORING for the storing of a large one, by the job ``job_id``.
    """

    __tablename__ = "import_run"
    __table_args__ = (Index(None, "site_code", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    site_code: Mapped[str] = mapped_column(String(6))
    noun: Mapped[str] = mapped_column(String(16))
    undoes: Mapped[int | None]
    file: Mapped[str] = mapped_column(Written(LONGEST_FILE))
    text: Mapped[str] = mapped_column(Written(), deferred=True)
    who: Mapped[int]
    stored_by: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(8), index=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    stored: Mapped[datetime | None] = mapped_column(Moment)
    rows: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    seen: Mapped[str] = mapped_column(String(64), default="")
    two: Mapped[bool] = mapped_column(default=False)
    report: Mapped[JsonObject] = mapped_column(default=dict, deferred=True)
    job_id: Mapped[int | None]


class ImportChange(Base):
    """A row that a run changed: as JSON before (None for a new one) and after (None for one that was deleted)."""

    __tablename__ = "import_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), index=True)
    row_key: Mapped[str] = mapped_column(Written(LONGEST_ROW_KEY))
    before: Mapped[str | None] = mapped_column(Written())
    after: Mapped[str | None] = mapped_column(Written())
