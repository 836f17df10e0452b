"""Numbers that say whether what was made from the database is still current."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base


class ContentVersion(Base):
    """A named number: ``content`` grows with every change of public content; others mark what was loaded."""

    __tablename__ = "content_version"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
