"""Who works here and may sign in to the console."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Sealed, Written

LONGEST_USERNAME, LONGEST_NAME = 32, 64  # characters


class Staff(Base):
    """A member of staff (工作人员), never deleted: the audit names them by ``id``, which is not given again.

    ``username`` is folded; ``password`` is a hash; ``must_change`` says that somebody else made the password.
    ``email`` is where they want the daily digest. ``signed_in`` is the last time, None for never. ``revision`` grows
    with every change of the password or of the state; sessions are of one revision.
    """

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("username = lower(username)", name="username"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(LONGEST_USERNAME), unique=True)
    name: Mapped[str] = mapped_column(Written(LONGEST_NAME))
    password: Mapped[str] = mapped_column(String(128))
    must_change: Mapped[bool]
    disabled: Mapped[bool] = mapped_column(default=False)
    created: Mapped[datetime] = mapped_column(Moment)
    signed_in: Mapped[datetime | None] = mapped_column(Moment)
    email: Mapped[str | None] = mapped_column(Sealed("staff.email"))
    revision: Mapped[int] = mapped_column(default=1)
