"""Children below the age of an account of their own, and who is their guardian."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Fingerprint, Moment, Sealed

PARENT, OTHER = "parent", "other"  # relations


class Child(Base):
    """A child (被监护人) of a guardian with a real name; ``consent`` is the version of what they agreed to."""

    __tablename__ = "child"
    __table_args__ = (
        CheckConstraint(f"relation IN ('{PARENT}', '{OTHER}')", name="relation"),
        UniqueConstraint("guardian_id", "id_print"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Sealed("child.name"))
    id_no: Mapped[str] = mapped_column(Sealed("child.id_no"))
    id_print: Mapped[bytes | None] = mapped_column(Fingerprint("id_no"))
    relation: Mapped[str] = mapped_column(String(8))
    consent: Mapped[str] = mapped_column(String(10))
    bound: Mapped[datetime] = mapped_column(Moment)
