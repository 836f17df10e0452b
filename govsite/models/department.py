"""The offices that implement items."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment


class Department(Base):
    """A department's office at one site (实施部门).

    ``key`` is the name that items and letters use, ``slug`` stands in URLs, ``title`` names the group of
    offices at all sites, ``windows`` are the words by which signs in halls call it, ``credit_code`` is the
    18-character 统一社会信用代码 (GB 32100-2015).
    """

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("site_code", "key"), UniqueConstraint("site_code", "slug"))

    id: Mapped[int] = mapped_column(primary_key=True)
    site_code: Mapped[str] = mapped_column(String(6))
    key: Mapped[str] = mapped_column(String(32), index=True)
    slug: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(64), default="")
    complaint_phone: Mapped[str] = mapped_column(String(64), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    fax: Mapped[str] = mapped_column(String(64), default="", server_default="")
    postcode: Mapped[str] = mapped_column(String(6), default="", server_default="")
    email: Mapped[str] = mapped_column(String(100), default="", server_default="")
    windows: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    credit_code: Mapped[str] = mapped_column(String(18), default="")
    changed: Mapped[datetime | None] = mapped_column(Moment)
