"""The authenticator (动态口令) of staff: TOTP after RFC 6238, six digits every 30 seconds.

A code counts one step either way, for clocks that are a little off, and never again: RFC 6238, 5.2, which the library
leaves to us.
"""

from __future__ import annotations

import hmac
import unicodedata
from datetime import UTC, datetime
from typing import NamedTuple

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.database.upsert import insert_into
from govsite.domain.common import audit
from govsite.domain.common.passwords import Passwords
from govsite.domain.people import recovery
from govsite.domain.people.refused import Refused
from govsite.models.second_factor import RecoveryCode, SecondFactor

STEP, WINDOW = 30, 1  # seconds; steps either way
ENROLLED = "已经设置过动态口令，请先让管理员重置。"


class Enrolment(NamedTuple):
    """What an authenticator is set up with: the secret in base32, and the same as an address for a QR code."""

    secret: str
    uri: str


def begin(staff_id: int, username: str, issuer: str) -> Enrolment:
    """Make a secret, which counts once a code of it was typed; one that was begun before is forgotten.

    ``issuer`` is the portal's name, as authenticators show it. Raises Refused where one counts already.
    """
    secret = pyotp.random_base32()
    with writing() as session:
        row = {"staff_id": staff_id, "secret": secret, "begun": datetime.now(UTC), "last_step": 0}
        insert = insert_into(session, SecondFactor).values(row)
        kept = {"secret": insert.excluded.secret, "begun": insert.excluded.begun}
        begun = insert.on_conflict_do_update(
            index_elements=["staff_id"], set_=kept, where=SecondFactor.enrolled.is_(None)
        )
        if session.scalar(begun.returning(SecondFactor.staff_id)) is None:
            raise Refused(ENROLLED)
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer))


def confirm(passwords: Passwords, staff_id: int, code: str) -> list[str]:
    """Let the secret that was begun count, if the code is of it; returns the recovery codes, [] for a wrong code."""
    wanted = select(SecondFactor.secret, SecondFactor.begun).where(SecondFactor.staff_id == staff_id)
    row = reading().execute(wanted.where(SecondFactor.enrolled.is_(None))).one_or_none()
    step = step_of(row.secret, code, datetime.now(UTC)) if row else None
    if row is None or step is None:
        return []
    codes = recovery.new_codes()
    hashed = recovery.hashes(passwords, codes)
    same = (SecondFactor.staff_id == staff_id, SecondFactor.begun == row.begun, SecondFactor.enrolled.is_(None))
    with writing() as session:
        done = update(SecondFactor).where(*same).values(enrolled=datetime.now(UTC), last_step=step)
        if not session.connection().execute(done).rowcount:
            return []
        recovery.replace(session, staff_id, hashed)
        audit.append(session, who=f"staff {staff_id}", what="second_factor.enrol")
    return codes


def verify(staff_id: int, code: str) -> bool:
    """Whether it is a code of now that was not used before; it is used now. A wrong one is in the audit."""
    mine = (SecondFactor.staff_id == staff_id, SecondFactor.enrolled.is_not(None))
    secret = reading().scalar(select(SecondFactor.secret).where(*mine))
    step = step_of(secret, code, datetime.now(UTC)) if secret else None
    with writing() as session:
        if step is not None:
            # Guarded: of two who send the same code at the same moment, one finds it used.
            this = update(SecondFactor).where(*mine, SecondFactor.last_step < step).values(last_step=step)
            if session.connection().execute(this).rowcount:
                return True
        audit.append(session, who=f"staff {staff_id}", what="second_factor", outcome=audit.REFUSED)
    return False


def is_enrolled(session: Session, staff_id: int) -> bool:
    """Whether somebody has a second factor that counts."""
    mine = (SecondFactor.staff_id == staff_id, SecondFactor.enrolled.is_not(None))
    return session.scalar(select(SecondFactor.staff_id).where(*mine)) is not None


def enrolled(session: Session) -> frozenset[int]:
    """The numbers of all who have one that counts."""
    return frozenset(session.scalars(select(SecondFactor.staff_id).where(SecondFactor.enrolled.is_not(None))))


def remove(session: Session, staff_id: int) -> None:
    """Take somebody's second factor and recovery codes away. Part of the caller's writing, which audits it."""
    for table in (RecoveryCode, SecondFactor):
        session.execute(delete(table).where(table.staff_id == staff_id))


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step, since 1970, that a code is of: the last one in the window; None for a wrong code."""
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    given = "".join(unicodedata.normalize("NFKC", code).split()).encode("utf-8", "replace")
    found = None
    for step in range(current - WINDOW, current + WINDOW + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), given):
            found = step
    return found
