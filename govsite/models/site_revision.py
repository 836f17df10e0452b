"""Published versions of sites.yaml, which the workers of every machine follow."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Written

LONGEST_WHO, LONGEST_REASON = 64, 200  # characters
VERSION = 16  # hexadecimal digits


class SiteRevision(Base):
    """One version (修订): the bytes of sites.yaml and of words.txt beside it (None: there is none), packed by zlib.

    Numbers have no gaps; ``parent`` is the one that it was made from, 0 for the first. ``version`` is the hash by
    which a tree and a file are known, so that a file can be told to be an earlier version. Of a version that is old
    only that stays: ``sites`` is empty.
    """

    __tablename__ = "site_revision"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    parent: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[str] = mapped_column(String(VERSION), index=True)
    sites: Mapped[bytes] = mapped_column(LargeBinary)
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    who: Mapped[str] = mapped_column(String(LONGEST_WHO))
    reason: Mapped[str] = mapped_column(Written(LONGEST_REASON), default="")
    at: Mapped[datetime] = mapped_column(Moment)
