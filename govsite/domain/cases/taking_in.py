"""A case is taken in at a window (窗口收件): stored with its number, its receipt and its clock at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.database.upsert import insert_into
from govsite.domain.cases import clocks, figures
from govsite.domain.cases.public import masked
from govsite.domain.cases.serials import prefix_of
from govsite.domain.cases.states import RECEIVED
from govsite.domain.common import audit
from govsite.domain.common.days import ZONE
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.workdays import Due, calendar
from govsite.domain.tickets import receipts, timeline
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.numbers import CASE as PREFIX
from govsite.domain.tickets.numbers import OFFERING
from govsite.domain.tickets.receipts import Arrived, Receipt, Secrets
from govsite.domain.tickets.tallies import place_of
from govsite.models.case import WINDOW, Case, CaseMaterial
from govsite.models.ticket import CASE, HANS, OFFICE, Ticket

__all__ = ["Arrived", "DayIsFull", "Intake", "Receipt", "Taken", "take_in"]

MOST_A_DAY = 9_999  # cases of an offering: their number has four digits


class DayIsFull(Exception):  # noqa: N818
    """An offering has no number left for the day."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What is taken in: ``offering`` is the 实施编码, ``limit`` its promise, ``materials`` names with
    received or not, needed or not.

    The promise is in working days or, with ``calendar_days``, in days. In ``script`` the applicant is told.
    """

    department: str
    item_code: str
    offering: str
    item_name: str
    limit: int
    name: str
    materials: tuple[tuple[str, bool, bool], ...] = ()
    is_firm: bool = False
    phone: str = ""
    email: str = ""
    by_post: bool = False
    listed: bool = True
    calendar_days: bool = False
    script: str = HANS

    def fields(self) -> dict[str, str]:
        """What tells whether the same case is taken in once more."""
        return {name: str(value) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Taken:
    """A case that was taken in, with the arithmetic of its promise, were it accepted on the day it came."""

    ticket_id: int
    serial: str
    receipt: Receipt
    due: Due
    answer_by: date
    missing: int


def take_in(passwords: Passwords, key: str, desk: Desk, who: str, intake: Intake) -> Taken:
    """Store a case and return its receipt; the same form sent again is the same case.

    ``who`` is the clerk's name in the audit. Raises Arrived where the form came before and its receipt is not shown
    any more, DayIsFull where the offering has no number left today.
    """
    made = Secrets.of(passwords, key, intake.fields())
    days = calendar()
    with writing() as session:
        now = database_time(session)
        day = now.astimezone(ZONE).date()
        due = clocks.promise(days, day, intake.limit, calendar_days=intake.calendar_days)
        values = _values(desk, intake, due, day)
        ticket_id = receipts.insert(session, made, CASE, PREFIX, now, values)
        if ticket_id is None:
            receipt = receipts.again(session, made)
        else:
            ticket = session.get_one(Ticket, ticket_id)
            _number(session, intake.offering, day, _own(session, ticket_id, intake, day))
            _lay_materials(session, ticket_id, intake)
            place = place_of(ticket)
            timeline.record(session, ticket_id, "submit", RECEIVED, OFFICE, place, staff_id=desk.staff_id)
            figures.received(session, place, day, desk.above)
            receipt = Receipt(ticket.number, made.password, day, due.day, intake.limit)
            target = f"case {ticket_id}"
            audit.append(session, who=who, what="case.take in", target=target, site_code=desk.site_code)
    return _taken(made.form_key, receipt, due)


def _taken(form_key: str, receipt: Receipt, due: Due) -> Taken:
    found = select(Ticket.id, Case.serial, Case.answer_by, Ticket.started).join(Case, Case.ticket_id == Ticket.id)
    row = reading().execute(found.where(Ticket.form_key == form_key)).one()
    lacks = (CaseMaterial.ticket_id == row.id, CaseMaterial.received.is_(False), CaseMaterial.needed)
    missing = reading().scalar(select(func.count()).select_from(CaseMaterial).where(*lacks)) or 0
    return Taken(row.id, row.serial, receipt, due, row.answer_by or row.started, missing)


def _values(desk: Desk, intake: Intake, due: Due, day: date) -> dict[str, Any]:
    values: dict[str, Any] = {"site_code": desk.site_code, "department": intake.department, "state": RECEIVED}
    values["listed"] = intake.listed
    values |= {"item_code": intake.item_code, "limit": intake.limit, "started": day, "due": due.day}
    values |= {"name": intake.name, "phone": intake.phone or None, "phone_print": intake.phone or None}
    return values | {"email": intake.email or None, "script": intake.script}


def _own(session: Session, ticket_id: int, intake: Intake, day: date) -> dict[str, Any]:
    own: dict[str, Any] = {"ticket_id": ticket_id, "source": WINDOW, "item_name": intake.item_name}
    own |= {"is_firm": intake.is_firm, "applicant": masked(intake.name, is_firm=intake.is_firm)}
    own |= {"by_post": intake.by_post, "calendar_days": intake.calendar_days}
    return own | {"answer_by": clocks.answer_by(calendar(), day), "changed": database_time(session)}


def _number(session: Session, offering: str, day: date, own: Mapping[str, Any]) -> str:
    """Store what is the case's own under the first number of the day that nobody has, and return it.

    What stands there already is only where the search begins: whether a number is free, the unique column says.
    """
    prefix = prefix_of(offering, day)
    between = Case.serial.between(f"{prefix}0000", f"{prefix}9999")
    last = session.scalar(select(func.max(Case.serial)).where(between)) or ""
    digits = last[OFFERING + 8 :]
    first = int(digits) + 1 if digits.isdigit() else 1
    for turn in (*range(first, MOST_A_DAY + 1), *range(1, min(first, MOST_A_DAY + 1))):
        row = {**own, "serial": f"{prefix}{turn:04}"}
        added = insert_into(session, Case).values(row).on_conflict_do_nothing().returning(Case.serial)
        if (serial := session.scalar(added)) is not None:
            return str(serial)
    raise DayIsFull


def _lay_materials(session: Session, ticket_id: int, intake: Intake) -> None:
    for position, (name, received, needed) in enumerate(intake.materials):
        row = CaseMaterial(ticket_id=ticket_id, position=position, name=name, received=received, needed=needed)
        session.add(row)
    session.flush()
