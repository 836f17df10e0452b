"""What accounts have subscribed to, and what was last seen of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base, JsonObject
from govsite.models.columns import Moment

GUIDE, NOTICES, THEME = "guide", "notices", "theme"  # kinds


class Watch(Base):
    """Something of a site that accounts are told of when it changes, once for all of them.

    ``kind`` is GUIDE with the item's code as ``key``, NOTICES with "", THEME (服务主题) with its name. ``facts`` are
    what was seen of it last, ``revision`` grows whenever that changes: of two who notice the same one tells it.
    """

    __tablename__ = "watch"
    __table_args__ = (UniqueConstraint("site_code", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_code: Mapped[str] = mapped_column(String(6))
    kind: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(60))
    facts: Mapped[JsonObject]
    revision: Mapped[int] = mapped_column(default=1)
    seen: Mapped[datetime] = mapped_column(Moment)


class Subscription(Base):
    """Somebody's subscription (订阅)."""

    __tablename__ = "subscription"
    __table_args__ = (Index(None, "watch_id"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    watch_id: Mapped[int] = mapped_column(ForeignKey("watch.id", ondelete="CASCADE"), primary_key=True)
    added: Mapped[datetime] = mapped_column(Moment)
