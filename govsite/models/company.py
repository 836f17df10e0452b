"""Legal persons (法人用户) that have an account, and who acts for them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models import normal
from govsite.models.base import Base
from govsite.models.columns import Fingerprint, Moment, Sealed, Written

REAL, REVIEW, REFUSED = "real", "review", "refused"  # states
REPRESENTATIVE, AGENT = "representative", "agent"  # roles
_CURRENT = text("ended IS NULL AND account_id IS NOT NULL")


class Company(Base):
    """A legal person (法人用户): a firm, a co-operative, an institution.

    ``state`` is REAL once its facts were proved (实名), REVIEW while staff look at them (待人工核验), REFUSED after
    they said no, for a ``reason``: then it has no ``credit_print``, and its code can be registered again.
    ``found`` is what the register said of it, ``site_code`` the site where it was registered, whose staff decide;
    ``decided`` and ``decided_by`` are when they did and who. ``revision`` grows with every change of the password;
    sessions are of one revision. ``certified`` is when its first certificate was bound, and stays.
    """

    __tablename__ = "company"
    __table_args__ = (
        CheckConstraint(f"state IN ('{REAL}', '{REVIEW}', '{REFUSED}')", name="state"),
        Index(None, "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Written(100))
    credit_code: Mapped[str] = mapped_column(Sealed("company.credit_code"))
    credit_print: Mapped[bytes | None] = mapped_column(Fingerprint("credit_code"), unique=True)
    representative_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    password: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(8))
    site_code: Mapped[str] = mapped_column(String(6))
    found: Mapped[str] = mapped_column(String(16), default="")
    reference: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str | None] = mapped_column(Written(200))
    created: Mapped[datetime] = mapped_column(Moment)
    decided: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[str] = mapped_column(String(64), default="")
    signed_in: Mapped[datetime | None] = mapped_column(Moment)
    revision: Mapped[int] = mapped_column(default=1)
    certified: Mapped[datetime | None] = mapped_column(Moment)


class Member(Base):
    """Somebody who acts for a legal person: its representative (法定代表人), or one whom they invited (经办人).

    An invitation has the phone it went to and a hash of its ``code`` until it is taken up; ``account_id`` is None till
    then. ``scope`` are the groups of items that it is for, [] for all; ``until`` is its last day. ``ended`` is when it
    was taken back.
    """

    __tablename__ = "member"
    __table_args__ = (
        CheckConstraint(f"role IN ('{REPRESENTATIVE}', '{AGENT}')", name="role"),
        Index(
            "uq_member_current",
            "company_id",
            "account_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index(None, "account_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(16))
    scope: Mapped[list[str]]
    until: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(Sealed("member.phone"))
    phone_print: Mapped[bytes | None] = mapped_column(Fingerprint("phone", normal.phone), index=True)
    code: Mapped[str] = mapped_column(String(64), default="")
    tries: Mapped[int] = mapped_column(default=0)
    invited: Mapped[datetime] = mapped_column(Moment)
    accepted: Mapped[datetime | None] = mapped_column(Moment)
    ended: Mapped[datetime | None] = mapped_column(Moment)
