"""Accepted by silence (视为受理): five days have passed and the office has not said what is missing.

行政许可法, article 32: accepted from the day of receipt; so the promise has been running since then.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select, update

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.cases.notifying import ACCEPTED, tell
from govsite.domain.cases.states import CASE as MACHINE
from govsite.domain.cases.states import RECEIVED, SYSTEM
from govsite.domain.common import audit
from govsite.domain.common.days import today
from govsite.domain.common.one_by_one import one_by_one
from govsite.domain.common.states import move, step
from govsite.domain.tickets import timeline
from govsite.domain.tickets.tallies import place_of
from govsite.domain.tickets.told import Channels
from govsite.models.base import table_of
from govsite.models.case import Case
from govsite.models.ticket import CASE, Ticket


def deem_all(channels_of: Callable[[str], Channels]) -> int:
    """Accept every case whose five days have passed; returns how many. Each is stored by itself.

    ``channels_of`` says how applicants of a site are told.
    """
    day = today()
    over = select(Ticket.id).join(Case, Case.ticket_id == Ticket.id)
    over = over.where(Case.answer_by < day, Ticket.kind == CASE, Ticket.state == RECEIVED)
    found = reading().scalars(over.order_by(Ticket.id)).all()
    reading().rollback()
    return one_by_one(CASE, lambda ticket_id: deem(ticket_id, day, channels_of), found)


def deem(ticket_id: int, day: date, channels_of: Callable[[str], Channels], at: str = "") -> bool:
    """Accept a case if its five days have passed by a day, and tell of it; returns whether it did.

    With ``at`` only one of that site. What was promised for the day it came stays promised, whatever was published of
    days off since.
    """
    with writing() as session:
        both = select(Ticket, Case).join(Case, Case.ticket_id == Ticket.id).where(Ticket.id == ticket_id)
        if at:
            both = both.where(Ticket.site_code == at)
        row = session.execute(both.with_for_update()).one_or_none()
        if row is None or row[0].state != RECEIVED or row[1].answer_by is None or row[1].answer_by >= day:
            return False  # answered meanwhile
        ticket = row[0]
        way, start = step(MACHINE, RECEIVED, "deem", SYSTEM), ticket.started
        if not move(session, table_of(Ticket), ticket_id, ticket.revision, way):
            return False
        own = {"accepted": start, "answer_by": None, "changed": database_time(session)}
        session.execute(update(Case).where(Case.ticket_id == ticket_id).values(own))
        timeline.record(session, ticket_id, way.action, way.target, SYSTEM, place_of(ticket))
        tell(session, ticket, ACCEPTED, channels_of(ticket.site_code))
        target = f"case {ticket_id}"
        audit.append(session, who=SYSTEM, what="case.deem", target=target, site_code=ticket.site_code)
        return True
