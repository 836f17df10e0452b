"""Who gets a daily digest (每日提醒) by mail, and where: what staff say of it, or who manages them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.common import audit
from govsite.domain.people.scope import Officer
from govsite.domain.people.staff import load
from govsite.models.role import CLERK, Role
from govsite.models.staff import Staff
from govsite.typed import Typed


def address_of(session: Session, staff_id: int) -> Typed:
    """Where somebody gets it, "" for who gets none."""
    return Typed(session.scalar(select(Staff.email).where(Staff.id == staff_id)) or "")


def choose(by: str, staff_id: int, address: str) -> None:
    """Send somebody's there, or no more for ""; whether ``by`` may is asked before.

    The audit has that it was changed, and no address.
    """
    with writing() as session:
        session.execute(update(Staff).where(Staff.id == staff_id).values(email=address or None))
        on = bool(address)
        audit.append(session, who=by, what="staff.digest", target=f"staff {staff_id}", details={"on": on})


def readers(session: Session) -> Sequence[tuple[Officer, str]]:
    """The clerks who want one, with their addresses."""
    clerks = select(Role.staff_id).where(Role.role == CLERK)
    wanted = (Staff.email.is_not(None), Staff.disabled.is_(False), Staff.id.in_(clerks))
    rows = session.execute(select(Staff.id, Staff.email).where(*wanted).order_by(Staff.id)).all()
    found = ((load(session, row.id), row.email) for row in rows)
    return [(officer, address) for officer, address in found if officer]
