"""Citizens who have an account, and how it was proved who they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models import normal
from govsite.models.base import Base
from govsite.models.columns import Fingerprint, Moment, Sealed

STATED, CHECKED, FACE, IN_PERSON = (
    2,
    3,
    4,
    5,
)  # levels (认证等级), 二级 to 五级


class Account(Base):
    """An account (用户) of a natural person (自然人).

    ``password`` is a hash, "" for who came another way and has not chosen one. ``agreed`` is the version of the
    agreement (协议) that was accepted. ``name`` and ``id_no`` come with level CHECKED and never change. ``revision``
    grows with every change of the password; sessions are of one revision. One that is ``closed`` has no phone, name or
    number any more: the row stays, since the audit names it, and its id is not given again. ``two_steps`` is whether
    the password wants a code besides (登录二次验证); ``phone_proved`` when its owner last had a code at the phone,
    which is None where the phone has got another owner.
    """

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("level BETWEEN 2 AND 5", name="level"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str | None] = mapped_column(Sealed("account.phone"))
    phone_print: Mapped[bytes | None] = mapped_column(Fingerprint("phone", normal.phone), unique=True)
    password: Mapped[str] = mapped_column(String(128))
    level: Mapped[int] = mapped_column(default=STATED)
    name: Mapped[str | None] = mapped_column(Sealed("account.name"))
    id_no: Mapped[str | None] = mapped_column(Sealed("account.id_no"))
    id_print: Mapped[bytes | None] = mapped_column(Fingerprint("id_no"), unique=True)
    agreed: Mapped[str] = mapped_column(String(10))
    created: Mapped[datetime] = mapped_column(Moment)
    signed_in: Mapped[datetime | None] = mapped_column(Moment)
    closed: Mapped[datetime | None] = mapped_column(Moment)
    two_steps: Mapped[bool] = mapped_column(default=False)
    phone_proved: Mapped[datetime | None] = mapped_column(Moment)
    revision: Mapped[int] = mapped_column(default=1)


class Verification(Base):
    """A level that an account has reached (认证记录), ``way`` says how; ``reference`` is the gateway's own number.

    ``place`` is the hall whose window confirmed it, "" elsewhere.
    """

    __tablename__ = "verification"
    __table_args__ = (Index(None, "account_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    level: Mapped[int]
    way: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Moment)
    reference: Mapped[str] = mapped_column(String(64), default="")
    place: Mapped[str] = mapped_column(String(100), default="", server_default="")


class PhoneProof(Base):
    """A course that begins with a code by SMS (短信验证码); ``token`` is the SHA-256 of what its form carries, in hex.

    ``code`` is a keyed hash of the code, which no code has where the phone must not go on (``purpose``: an account that
    there is already, or is none). ``account_id`` is whose course it is, None for who has no account yet. ``proved`` is
    when the code was right; it is good for one act, until ``expires``.
    """

    __tablename__ = "phone_proof"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(16))
    phone: Mapped[str] = mapped_column(Sealed("phone_proof.phone"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    sent: Mapped[datetime] = mapped_column(Moment)
    proved: Mapped[datetime | None] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)


class Favourite(Base):
    """An item that somebody keeps at hand (我的收藏), at the site where they found it."""

    __tablename__ = "favourite"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    site_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(14), primary_key=True)
    added: Mapped[datetime] = mapped_column(Moment)


class Claim(Base):
    """A ticket (件) that somebody has put into their own space (认领), by its number and password.

    One with a ``company_id`` is the legal person's; ``account_id`` then says who put it there for it, None where the
    legal person itself was signed in.
    """

    __tablename__ = "claim"
    __table_args__ = (CheckConstraint("account_id IS NOT NULL OR company_id IS NOT NULL", name="owner"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), index=True)
    claimed: Mapped[datetime] = mapped_column(Moment)
