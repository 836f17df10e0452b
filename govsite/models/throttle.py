"""How much of what is limited somebody has used."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base


class Throttle(Base):
    """A token bucket (令牌桶) that is not full, or not forgotten yet; of one that has no row everything is there.

    ``key`` is a keyed hash, in hex: whose bucket it is cannot be read from it. Moments and prices are milliseconds
    (moments since 1970, in UTC): whole numbers, which both databases add alike inside one statement.
    """

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    full_at: Mapped[int] = mapped_column(BigInteger)
    price: Mapped[int] = mapped_column(BigInteger)
    forgotten_at: Mapped[int] = mapped_column(BigInteger, index=True)
