"""Sign-ins of other systems that belong to accounts, and the ways to those systems and back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Sealed


class Identity(Base):
    """Somebody of another system (外部登录), as its own name of them says, who may sign in to an account.

    With a ``company_id`` it is a legal person's sign-in there, and signs in as that legal person.
    """

    __tablename__ = "identity"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("account_id", "issuer"),
        UniqueConstraint("company_id", "issuer"),
        CheckConstraint("(account_id IS NULL) <> (company_id IS NULL)", name="owner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"))
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    bound: Mapped[datetime] = mapped_column(Moment)


class Trip(Base):
    """A way to another system's sign-in and back; ``token`` is the SHA-256 of what the address or the form carries.

    ``browser`` is that of a cookie, so that nobody else's way can be finished here. ``account_id`` is who binds, None
    for who signs in; ``root`` and ``page`` are where they go on. ``subject`` is "" until they came back.
    """

    __tablename__ = "trip"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    root: Mapped[str] = mapped_column(String(200))
    page: Mapped[str] = mapped_column(String(2000))
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255), default="")
    name: Mapped[str | None] = mapped_column(Sealed("trip.name"))
    id_no: Mapped[str | None] = mapped_column(Sealed("trip.id_no"))
    credit_code: Mapped[str | None] = mapped_column(Sealed("trip.credit_code"))
    level: Mapped[int] = mapped_column(default=0)
    asked: Mapped[datetime | None] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)


class Certification(Base):
    """A name that another system is confirming (认证中); ``reference`` is its own number. One for an account."""

    __tablename__ = "certification"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(Sealed("certification.name"))
    id_no: Mapped[str] = mapped_column(Sealed("certification.id_no"))
    reference: Mapped[str] = mapped_column(String(128))
    began: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
