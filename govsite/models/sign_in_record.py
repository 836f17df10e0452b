"""When and how people signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment


class SignInRecord(Base):
    """A sign-in of a citizen (登录记录): ``way``, the short name of the browser, and the front half of the address."""

    __tablename__ = "sign_in_record"
    __table_args__ = (Index(None, "account_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    way: Mapped[str] = mapped_column(String(16))
    browser: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(40))
