"""Keys of people in their devices, and what a device is to sign."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Written

LONGEST_CREDENTIAL, LONGEST_NAME = 1400, 40  # base64url of 1,023 bytes (WebAuthn 3, 4); characters


class Passkey(Base):
    """A passkey (通行密钥, WebAuthn): of a member of staff, in the place of an authenticator's code; or of a citizen.

    ``credential`` is its id in base64url, ``public_key`` a COSE key; neither is secret. ``sign_count`` is the last one
    that it told, 0 for keys that do not count.
    """

    __tablename__ = "passkey"
    __table_args__ = (CheckConstraint("(staff_id IS NULL) <> (account_id IS NULL)", name="owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    credential: Mapped[str] = mapped_column(String(LONGEST_CREDENTIAL), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Written(LONGEST_NAME))
    added: Mapped[datetime] = mapped_column(Moment)
    used: Mapped[datetime | None] = mapped_column(Moment)


class Challenge(Base):
    """What a citizen's device is to sign (挑战), once; ``token`` is the SHA-256 of what the browser carries, in hex.

    ``account_id`` is who adds a passkey, None for who signs in.
    """

    __tablename__ = "challenge"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    challenge: Mapped[bytes] = mapped_column(LargeBinary(32))
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
