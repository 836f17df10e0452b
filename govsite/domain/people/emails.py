"""The e-mail of a member of staff (工作邮箱), for the digest of the day: theirs to set, and whoever manages them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.common import audit
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import Officer
from govsite.domain.people.staff import load
from govsite.models.staff import Staff

LONGEST_EMAIL = 120  # characters
WRONG = "邮箱写得不完整，应该像 name@example.cn；不想收就空着。"
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


class Reader(NamedTuple):
    """Somebody who gets digests."""

    officer: Officer
    email: str


def checked(text: str) -> str:
    """An address as it is kept, "" for none; raises Refused for what is no address."""
    text = text.strip()
    if text and (len(text) > LONGEST_EMAIL or not text.isprintable() or not _EMAIL.fullmatch(text)):
        raise Refused(WRONG)
    return text


def set_email(by: str, staff_id: int, text: str) -> None:
    """Set it, or take it away with ""; the audit says that it changed, never what it is. Raises Refused."""
    email = checked(text)
    with writing() as session:
        session.execute(update(Staff).where(Staff.id == staff_id).values(email=email or None))
        details: dict[str, str | int | bool | None] = {"given": bool(email)}
        audit.append(session, who=by, what="staff.email", target=f"staff {staff_id}", details=details)


def email_of(session: Session, staff_id: int) -> str:
    """Somebody's address, "" for none."""
    return session.scalar(select(Staff.email).where(Staff.id == staff_id)) or ""


def readers(session: Session) -> Sequence[Reader]:
    """Who has an address and may sign in."""
    mine = (Staff.email.is_not(None), Staff.disabled.is_(False))
    rows = session.execute(select(Staff.id, Staff.email).where(*mine).order_by(Staff.id)).all()
    return [Reader(officer, str.__str__(row.email)) for row in rows if (officer := load(session, row.id))]
