"""What one site makes of an item (实施清单)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import IN_USE, Base, Records
from govsite.models.columns import Moment


class Offering(Base):
    """One site implements one item; ``code`` is the 31-character 实施编码, which variants of an item share.

    promised_days, visits, visit_reason, online_depth, fee and hours are None where the item's own value (or the
    hall's hours) holds, promised_unit is "" and online_at {name, url, how} without records. One that is not IN_USE is
    as if the site did not offer the item.
    """

    __tablename__ = "offering"
    __table_args__ = (UniqueConstraint("site_code", "item_code"), Index(None, "item_code", "site_code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    site_code: Mapped[str] = mapped_column(String(6))
    item_code: Mapped[str] = mapped_column(ForeignKey("item.code"))
    code: Mapped[str] = mapped_column(String(31), index=True)
    department: Mapped[str] = mapped_column(String(32))
    hall_id: Mapped[str | None] = mapped_column(ForeignKey("hall.id"), index=True)
    window: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(64), default="")
    complaint_phone: Mapped[str] = mapped_column(String(64), default="")
    bookable: Mapped[bool] = mapped_column(default=False)
    promised_days: Mapped[int | None]
    promised_unit: Mapped[str] = mapped_column(String(8), default="", server_default="")
    visits: Mapped[int | None]
    visit_reason: Mapped[str | None] = mapped_column(Text)
    online_depth: Mapped[int | None]
    online_at: Mapped[Records] = mapped_column(default=list, server_default="[]")
    fee: Mapped[str | None] = mapped_column(Text)
    hours: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(8), default=IN_USE, server_default=IN_USE)
    changed: Mapped[datetime | None] = mapped_column(Moment)
