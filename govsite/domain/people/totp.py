"""The authenticator (动态口令) of staff: TOTP after RFC 6238, six digits every 30 seconds.

A code counts one step either way, for clocks that are a little off, and never again: RFC 6238, 5.2, which the library
leaves to us.
"""

from __future__ import annotations

import hmac
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pyotp
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.database.upsert import insert_into
from govsite.domain.common import audit, sign_ins
from govsite.domain.common.passwords import Passwords
from govsite.domain.people import recovery
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import KIND
from govsite.models.passkey import Passkey
from govsite.models.second_factor import RecoveryCode, SecondFactor

STEP, WINDOW = 30, 1  # seconds; steps either way
NEXT_GOOD_FOR = timedelta(minutes=10)  # for a secret that is to take the place of another
ENROLLED = "已经设置过动态口令，请先让管理员重置。"
NOT_ENROLLED = "还没有设置动态口令。"


class Enrolment(NamedTuple):
    """What an authenticator is set up with: the secret in base32, and the same as an address for a QR code."""

    secret: str
    uri: str

    @property
    def groups(self) -> str:
        """The secret as one types it, in groups of four."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


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
    return _enrolment(secret, username, issuer)


def begin_next(staff_id: int) -> None:
    """Make a secret that takes the place of the one that counts, once a code of it was typed; until then that counts.

    Ask for the password before. Raises Refused where none counts.
    """
    values = {"next_secret": pyotp.random_base32(), "next_begun": datetime.now(UTC)}
    mine = (SecondFactor.staff_id == staff_id, SecondFactor.enrolled.is_not(None))
    with writing() as session:
        if not session.connection().execute(update(SecondFactor).where(*mine).values(values)).rowcount:
            raise Refused(NOT_ENROLLED)


def begun(session: Session, staff_id: int, username: str, issuer: str) -> Enrolment | None:
    """The secret that waits for a code of it, None where there is none."""
    secret, _ = _waiting(session, staff_id)
    return _enrolment(secret, username, issuer) if secret else None


def confirm(passwords: Passwords, staff_id: int, code: str, keep: int | None = None) -> list[str]:
    """Let the secret that was begun count, if the code is of it; returns the recovery codes, [] for a wrong code.

    The one before and its recovery codes count no more, and all sessions end but the one with the number ``keep``.
    """
    secret, same = _waiting(reading(), staff_id)
    step = step_of(secret, code, datetime.now(UTC)) if secret else None
    if step is None:
        return []
    codes = recovery.new_codes()
    hashed = recovery.hashes(passwords, codes)
    values = {"secret": secret, "enrolled": datetime.now(UTC), "last_step": step}
    with writing() as session:
        done = update(SecondFactor).where(*same).values(**values, next_secret=None, next_begun=None)
        if not session.connection().execute(done).rowcount:
            return []
        recovery.replace(session, staff_id, hashed)
        sign_ins.end_all(session, KIND, str(staff_id), but=keep)
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
    """Take away all that somebody has besides the password. Part of the caller's writing, which audits it."""
    for table in (RecoveryCode, Passkey, SecondFactor):
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


def _waiting(session: Session, staff_id: int) -> tuple[str, tuple[ColumnElement[bool], ...]]:
    """The secret that waits for its code, "" for none; and what is still so if nobody has begun another meanwhile."""
    row = session.scalar(select(SecondFactor).where(SecondFactor.staff_id == staff_id))
    if row is None:
        return "", ()
    mine = SecondFactor.staff_id == staff_id
    if row.enrolled is None:
        return row.secret, (mine, SecondFactor.begun == row.begun, SecondFactor.enrolled.is_(None))
    if row.next_begun is None or row.next_begun < datetime.now(UTC) - NEXT_GOOD_FOR:
        return "", ()
    return row.next_secret or "", (mine, SecondFactor.next_begun == row.next_begun)


def _enrolment(secret: str, username: str, issuer: str) -> Enrolment:
    plain = str.__str__(secret)
    return Enrolment(plain, pyotp.TOTP(plain).provisioning_uri(name=username, issuer_name=issuer))
