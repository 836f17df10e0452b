"""Recovery codes (恢复码): ten on paper for the day on which the authenticator is lost, each good once.

Hashed like passwords (OWASP ASVS 5, V6.5.2: secrets below 112 bits). The first of a code's 16 digits says which of the
ten it is, so a try costs one verification, whichever it is; the other 15 are random, 49 bits.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.spoken_passwords import GROUP, LENGTH, forgiving
from govsite.models.second_factor import RecoveryCode

CODES = 10  # as many as digits


def new_codes() -> list[str]:
    """Ten random ones, in groups: ``4821 0937 5516 2837``; the place of each is its first digit."""
    made = (f"{place}{secrets.randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}}" for place in range(CODES))
    return [" ".join(digits[at : at + GROUP] for at in range(0, LENGTH, GROUP)) for digits in made]


def hashes(passwords: Passwords, codes: Sequence[str]) -> list[str]:
    """What is stored of codes; a third of a second for ten, so never inside ``writing()``."""
    return [passwords.hash(forgiving(code)) for code in codes]


def replace(session: Session, staff_id: int, hashed: Sequence[str]) -> None:
    """Store somebody's codes in the place of those they had. Part of the caller's writing."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    session.add_all(RecoveryCode(staff_id=staff_id, place=place, hash=code) for place, code in enumerate(hashed))
    session.flush()


def renew(passwords: Passwords, staff_id: int) -> list[str]:
    """Ten new codes in the place of those somebody had, in the audit. Ask for the password before."""
    codes = new_codes()
    hashed = hashes(passwords, codes)
    with writing() as session:
        replace(session, staff_id, hashed)
        audit.append(session, who=f"staff {staff_id}", what="recovery_code.renew")
    return codes


def use(passwords: Passwords, staff_id: int, typed: str) -> bool:
    """Whether it is a code of theirs that was not used before; it is used now.

    One verification and one record in the audit, whatever was typed.
    """
    digits = forgiving(typed)
    unused = (RecoveryCode.staff_id == staff_id, RecoveryCode.used.is_(None))
    place = int(digits[0]) if digits[:1].isascii() and digits[:1].isdigit() else -1
    stored = reading().scalar(select(RecoveryCode.hash).where(*unused, RecoveryCode.place == place))
    good = passwords.verify(digits, stored)
    with writing() as session:
        if good:
            this = update(RecoveryCode).where(*unused, RecoveryCode.place == place, RecoveryCode.hash == stored)
            good = session.connection().execute(this.values(used=datetime.now(UTC))).rowcount == 1
        outcome = audit.DONE if good else audit.REFUSED
        audit.append(session, who=f"staff {staff_id}", what="recovery_code", outcome=outcome)
    return good


def left(session: Session, staff_id: int) -> int:
    """How many of somebody's codes are still good."""
    unused = (RecoveryCode.staff_id == staff_id, RecoveryCode.used.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0
