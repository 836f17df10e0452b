"""Departments' systems that let people sign in with their account here, and what was agreed and handed out to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.account import STATED
from govsite.models.base import Base, JsonObject
from govsite.models.columns import Moment, Sealed


class OpenidClient(Base):
    """A system that signs people in here (接入系统); ``client_id`` names it, ``secret`` is the SHA-256 of its secret.

    ``purpose`` is what the system wants the data for, as the page of consent says it. People have one number in all
    clients of a ``sector``, another one in every other. ``redirect_uris`` and ``leave_uris`` are compared letter by
    letter; ``logout_uri`` is told who has signed out, "" for nobody. ``level`` is the least that it takes.
    """

    __tablename__ = "openid_client"
    __table_args__ = (CheckConstraint("level BETWEEN 2 AND 5", name="level"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(40), unique=True)
    secret: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(40))
    department: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(100))
    sector: Mapped[str] = mapped_column(String(40))
    redirect_uris: Mapped[list[str]]
    leave_uris: Mapped[list[str]]
    logout_uri: Mapped[str] = mapped_column(String(500), default="")
    scopes: Mapped[list[str]]
    level: Mapped[int] = mapped_column(default=STATED)
    made: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    disabled: Mapped[datetime | None] = mapped_column(Moment)
    used: Mapped[datetime | None] = mapped_column(Moment)


class OpenidKey(Base):
    """A key that signs (签名密钥), RSA, from ``signs_from`` on until the next one does; ``public`` is its JWK."""

    __tablename__ = "openid_key"

    kid: Mapped[str] = mapped_column(String(43), primary_key=True)
    private: Mapped[str] = mapped_column(Sealed("openid_key.private"))
    public: Mapped[JsonObject]
    made: Mapped[datetime] = mapped_column(Moment)
    signs_from: Mapped[datetime] = mapped_column(Moment, unique=True)


class OpenidConsent(Base):
    """What somebody lets a system know of them (授权): ``granted`` of the scopes that they were ``asked`` about."""

    __tablename__ = "openid_consent"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("openid_client.id", ondelete="CASCADE"), primary_key=True)
    granted: Mapped[list[str]]
    asked: Mapped[list[str]]
    at: Mapped[datetime] = mapped_column(Moment)


class OpenidLogin(Base):
    """Somebody who went on to a system (单点登录) out of a session here, ``sign_in_id``.

    One whose session is gone is owed a word that it is over. ``sid`` names it to the system.
    """

    __tablename__ = "openid_login"
    __table_args__ = (UniqueConstraint("sign_in_id", "client_id"), Index(None, "account_id", "client_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_id: Mapped[int]
    client_id: Mapped[int] = mapped_column(ForeignKey("openid_client.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    sid: Mapped[str] = mapped_column(String(43))
    began: Mapped[datetime] = mapped_column(Moment)


class OpenidToken(Base):
    """A token that lets a system read what was agreed (访问令牌), by its SHA-256; ``code`` is that of its code."""

    __tablename__ = "openid_token"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("openid_login.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(64), index=True)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
