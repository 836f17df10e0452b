"""Keys of staff in their devices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Written

LONGEST_CREDENTIAL, LONGEST_NAME = 1400, 40  # base64url of 1,023 bytes (WebAuthn 3, 4); characters


class Passkey(Base):
    """A passkey (通行密钥, WebAuthn) of a member of staff; good in the place of an authenticator's code.

    ``credential`` is its id in base64url, ``public_key`` a COSE key; neither is secret. ``sign_count`` is the last one
    that it told, 0 for keys that do not count.
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    credential: Mapped[str] = mapped_column(String(LONGEST_CREDENTIAL), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Written(LONGEST_NAME))
    added: Mapped[datetime] = mapped_column(Moment)
    used: Mapped[datetime | None] = mapped_column(Moment)
