"""Certificates (数字证书) that legal persons sign in with, and tries to show one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Written


class Certificate(Base):
    """A certificate that is bound to a legal person (绑定证书), by the SHA-256 of it in hex.

    ``authority`` is who issued it, as the settings name them, ``subject`` the name that stands in it; ``bound_by`` is
    who bound it, ``used`` when somebody last signed in with it, ``told`` when the firm was told that it expires soon.
    """

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    authority: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(Written(100))
    serial: Mapped[str] = mapped_column(String(64))
    algorithm: Mapped[str] = mapped_column(String(8))
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
    bound: Mapped[datetime] = mapped_column(Moment)
    bound_by: Mapped[str] = mapped_column(String(64))
    used: Mapped[datetime | None] = mapped_column(Moment)
    told: Mapped[datetime | None] = mapped_column(Moment)


class CertificateTry(Base):
    """A certificate that somebody is asked to show, once: ``token`` is the SHA-256 of what is to be signed, or of what
    the address at the other host carries.

    ``browser`` is that of a cookie, so that nobody goes on as a firm that has followed their link. ``company_id`` is
    the legal person that binds, None for who signs in; ``root`` is where they go on. ``shown`` is the certificate that
    the other host has seen, and ``code`` the SHA-256 of what leads back with it.
    """

    __tablename__ = "certificate_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(64))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), index=True)
    root: Mapped[str] = mapped_column(String(200), default="")
    shown: Mapped[bytes | None]
    code: Mapped[str | None] = mapped_column(String(64), unique=True)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
