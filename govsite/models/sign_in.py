"""Who is signed in: a row a session, so that it can be seen and ended on the server."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base, Json
from govsite.models.columns import Moment


class SignIn(Base):
    """A session (登录会话) of a citizen (``space``) or of staff (``console``).

    ``token`` is the SHA-256 of what the cookie holds, in hex; ``who`` names the account or the staff member within its
    kind. It ends at ``ends`` at the latest, and earlier when it was not used for a while (``seen``). One with a
    ``parent_id`` is of the host that a site has to itself, and ends with the main one, in whatever way that does.
    """

    __tablename__ = "sign_in"
    # A number is never given again: a request that outlives its session must not touch the next one's.
    __table_args__ = (Index(None, "kind", "who"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    who: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    began: Mapped[datetime] = mapped_column(Moment)
    seen: Mapped[datetime] = mapped_column(Moment)
    ends: Mapped[datetime] = mapped_column(Moment, index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in.id", ondelete="CASCADE"), index=True)
