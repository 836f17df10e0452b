"""Joint cases (联合办理): departments that take part are asked for their opinion, and give it at their own desks.

行政许可法, articles 26 and 42: one of them is in charge; together they take 45 days at most, and with leave 15 more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.cases import clocks
from govsite.domain.cases.notifying import EXTENDED, tell
from govsite.domain.cases.office import Act, acting
from govsite.domain.cases.states import REVIEWING, SUPPLEMENT
from govsite.domain.common import used
from govsite.domain.common.days import today
from govsite.domain.common.states import Refusal, Refused
from govsite.domain.common.workdays import Calendar, calendar
from govsite.domain.tickets import clock, timeline
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import digest_of
from govsite.domain.tickets.hands import KEY_SECONDS, Hand, Hidden, write_down
from govsite.domain.tickets.tallies import place_of
from govsite.domain.tickets.told import Channels
from govsite.models.case import Case, JointUnit
from govsite.models.department import Department
from govsite.models.item import LICENCE, WORKING_DAYS, Item
from govsite.models.ticket import OFFICE, Ticket

__all__ = ["JointUnit", "Part", "answer", "asked_at", "consult", "parts"]

OPINION = "opinion"  # what the timeline calls it: no step of the case's own office
WHILE = (REVIEWING, SUPPLEMENT)  # states in which it is wanted
TO_ANSWER = 5  # working days that are offered first
WORDS = {True: "同意", False: "不同意"}


@dataclass(frozen=True, slots=True)
class Part:
    """What a department was asked and has answered; ``light`` and ``left`` are those of the day it is wanted by."""

    unit: JointUnit
    light: clock.Light
    left: int


def consult(hand: Hand, departments: Collection[str], question: str, wanted_by: date, channels: Channels) -> None:
    """Ask departments of the site for their opinion (征求意见), each once."""
    with acting(hand) as act:
        if act is None:
            return
        asked = {part.department for part in _units(act.session, act.ticket.id)}
        act.wants(bool(departments) and wanted_by >= today() and not act.case.paused)
        act.wants(not (asked | {act.ticket.department}) & set(departments))
        longer = _longer(act)
        act.details |= {"units": len(departments)} | ({"limit": clocks.JOINT} if longer else {})
        act.take("consult", **longer)
        about = {"ticket_id": act.ticket.id, "asked": database_time(act.session), "question": question}
        for department in sorted(departments):
            act.session.add(JointUnit(department=str.__str__(department), wanted_by=wanted_by, **about))
        if longer:
            tell(act.session, act.ticket, EXTENDED, channels)


def answer(hand: Hand, *, agrees: bool, words: str) -> None:
    """Give the opinion of a department that was asked, once; the office in charge is told before it decides.

    Raises Hidden for who was never asked, ``states.Refused`` where the answer has come or the case is decided.
    """
    with writing() as session:
        ticket = session.scalar(select(Ticket).where(Ticket.id == hand.ticket_id).with_for_update())
        units = asked_at(session, hand.desk, ticket) if ticket is not None else ()
        if ticket is None or not units:
            raise Hidden
        if not used.spend(session, "act on a case", digest_of(hand.key), KEY_SECONDS):
            return
        unit = next((unit for unit in units if unit.answered is None), None)
        if unit is None or ticket.state not in WHILE:
            raise Refused(Refusal.NOT_NOW)
        now = unit.answered = database_time(session)
        unit.agrees, unit.words, unit.staff_id = agrees, words or None, hand.desk.staff_id
        _tell_the_office(session, ticket, unit)
        session.execute(update(Case).where(Case.ticket_id == ticket.id).values(changed=now))
        write_down(session, "case", hand, OPINION, {"unit": unit.id, "agrees": agrees})


def parts(session: Session, days: Calendar, ticket_id: int, day: date) -> list[Part]:
    """The departments that take part in a case, as they were asked."""
    found = []
    for unit in _units(session, ticket_id):
        light = clock.light(days, day, unit.wanted_by) if unit.answered is None else clock.Light.DONE
        found.append(Part(unit, light, clock.days_left(days, day, unit.wanted_by)))
    return found


def asked_at(session: Session, desk: Desk, ticket: Ticket) -> Sequence[JointUnit]:
    """Those of a case's departments that sit at a desk: the case is open to them because they were asked."""
    if ticket.site_code != desk.site_code:
        return ()
    return [unit for unit in _units(session, ticket.id) if desk.reads is None or unit.department in desk.reads]


def _units(session: Session, ticket_id: int) -> Sequence[JointUnit]:
    return session.scalars(select(JointUnit).where(JointUnit.ticket_id == ticket_id).order_by(JointUnit.id)).all()


def _longer(act: Act) -> dict[str, Any]:
    """The 45 days of joint units for a licence (行政许可) of which nothing shorter was promised than what the law has.

    What was promised better stands, and so does what was extended, and what is late.
    """
    ticket, case, item = act.ticket, act.case, act.session.get(Item, act.ticket.item_code)
    if item is None or item.type != LICENCE or case.calendar_days or case.extended or today() > ticket.due:
        return {}
    statutory = item.statutory_days if item.statutory_unit == WORKING_DAYS else None
    if not (statutory or clocks.ORDINARY) <= ticket.limit < clocks.JOINT:
        return {}
    due = calendar().due(ticket.due, clocks.JOINT - ticket.limit).day
    return {"limit": clocks.JOINT, "due": due}


def _tell_the_office(session: Session, ticket: Ticket, unit: JointUnit) -> None:
    """On the timeline, and as a change to whoever has the case open."""
    session.execute(update(Ticket).where(Ticket.id == ticket.id).values(revision=Ticket.revision + 1))
    of_site = (Department.site_code == ticket.site_code, Department.key == unit.department)
    name = session.scalar(select(Department.name).where(*of_site)) or unit.department
    said = WORDS[bool(unit.agrees)] + (f"：{unit.words}" if unit.words else "")
    who, place = unit.staff_id, place_of(ticket)
    timeline.record(
        session,
        ticket.id,
        OPINION,
        ticket.state,
        OFFICE,
        place,
        staff_id=who,
        words=said,
        internal=True,
        unit=name[:60],
    )
