"""Texts that answers begin with."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Written


class ReplyTemplate(Base):
    """A template (答复模板) of a department at a site; its text holds no variables: what is sent is what is read."""

    __tablename__ = "reply_template"
    __table_args__ = (UniqueConstraint("site_code", "department", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_code: Mapped[str] = mapped_column(String(6))
    department: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(Written(40))
    text: Mapped[str] = mapped_column(Written())
