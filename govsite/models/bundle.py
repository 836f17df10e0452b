"""The bundles of errands (高效办成一件事), shared by all sites."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import IN_USE, Base, Records
from govsite.models.columns import Moment
from govsite.models.item import LONGEST_ITEM_CODE


class Bundle(Base):
    """What is done together in one event of a life or of a business, in the order in which it is done.

    ``whole`` is the code of the item by which all of it is applied for at once, "" for none. Records: steps
    {code, when} are items, outside {name, site, url, when} what other sites handle.
    """

    __tablename__ = "bundle"

    slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    aliases: Mapped[list[str]] = mapped_column(default=list)
    words: Mapped[list[str]] = mapped_column(default=list)
    audience: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    about: Mapped[str] = mapped_column(Text)
    whole: Mapped[str] = mapped_column(String(LONGEST_ITEM_CODE), default="")
    steps: Mapped[Records] = mapped_column(default=list)
    outside: Mapped[Records] = mapped_column(default=list)
    notes: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(String(8), default=IN_USE, server_default=IN_USE)
    changed: Mapped[datetime | None] = mapped_column(Moment)
