"""The service halls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import IN_USE, Base, Records
from govsite.models.columns import Moment
from govsite.models.place import HALL


class Hall(Base):
    """A place where errands are done (办事大厅、派出所、接种门诊 …), of one site; ``kind`` is one of PLACES.

    ``floors`` are {"floor": str, "units": [str]}; ``counters`` are the hours and the phone of single units where they
    are not those of the hall: {"unit", "hours", "phone"}. ``transport`` is by bus, ``driving`` by car, ``access`` are
    the aids (无障碍设施) that it has. One that is not IN_USE is not shown; offerings may still name it.
    """

    __tablename__ = "hall"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    site_code: Mapped[str] = mapped_column(String(6), index=True)
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(4))
    kind: Mapped[str] = mapped_column(String(16), default=HALL, server_default=HALL)
    address: Mapped[str] = mapped_column(String(200))
    hours: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(64), default="")
    transport: Mapped[str] = mapped_column(String(400), default="")
    driving: Mapped[str] = mapped_column(String(400), default="", server_default="")
    fax: Mapped[str] = mapped_column(String(64), default="", server_default="")
    postcode: Mapped[str] = mapped_column(String(6), default="", server_default="")
    email: Mapped[str] = mapped_column(String(100), default="", server_default="")
    introduction: Mapped[str] = mapped_column(String(500), default="", server_default="")
    access: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    counters: Mapped[Records] = mapped_column(default=list, server_default="[]")
    floors: Mapped[Records] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(String(8), default=IN_USE, server_default=IN_USE)
    changed: Mapped[datetime | None] = mapped_column(Moment)
