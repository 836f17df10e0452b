"""Keys of departments' systems, and what was answered to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Sealed


class ApiKey(Base):
    """A key of a department's system (部门业务系统), for the cases of a ``department`` on a site, with those below.

    ``key`` names it in the open, ``secret`` signs: it is sealed, not hashed, since the signature is reckoned with it.
    ``department`` is "" for all of the site's.
    """

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    secret: Mapped[str] = mapped_column(Sealed("api_key.secret"))
    system: Mapped[str] = mapped_column(String(40))
    site_code: Mapped[str] = mapped_column(String(6))
    subtree: Mapped[bool] = mapped_column(default=False)
    department: Mapped[str] = mapped_column(String(32), default="")
    made: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    revoked: Mapped[datetime | None] = mapped_column(Moment)
    used: Mapped[datetime | None] = mapped_column(Moment)


class Idempotency(Base):
    """The answer to a request with an ``Idempotency-Key``, given again when the same body comes once more."""

    __tablename__ = "idempotency"

    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_key.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    status: Mapped[int]
    answer: Mapped[bytes] = mapped_column(LargeBinary)
