"""What was done by whom: rows that are only ever added, each bound to the one before."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base

MOST_WORDS, MOST_DETAILS = 64, 1000  # characters
DONE, REFUSED, FAILED = "done", "refused", "failed"


class Audit(Base):
    """A record of the audit (审计记录); triggers refuse to change or delete it.

    ``hash`` is the SHA-256, in hex, over the one before and this row. What it covers is text as it is stored, ``at``
    (ISO 8601, UTC) and ``details`` (a JSON object) too: no database gives it back in another form. There is no column
    for what a person typed.
    """

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("outcome IN ('done', 'refused', 'failed')", name="outcome"),
        # The newest of a site, of somebody, of a day: what is looked for among hundreds of thousands
        Index(None, "site_code", "number"),
        Index(None, "who", "number"),
        Index(None, "at"),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(String(MOST_WORDS))
    what: Mapped[str] = mapped_column(String(MOST_WORDS))
    target: Mapped[str] = mapped_column(String(MOST_WORDS))
    site_code: Mapped[str] = mapped_column(String(6))
    outcome: Mapped[str] = mapped_column(String(8))
    details: Mapped[str] = mapped_column(String(MOST_DETAILS))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the audit's chain, kept apart from it: how many rows there are, and the hash of the last one.

    A single row, for which writers queue.
    """

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
