"""Letters whose writers did not answer what they were asked: the office goes on with what it has (不再等待)."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.common.days import today
from govsite.domain.common.one_by_one import one_by_one
from govsite.domain.common.states import move, step
from govsite.domain.common.workdays import calendar
from govsite.domain.letters.states import LETTER as MACHINE
from govsite.domain.letters.states import SYSTEM, WAITING
from govsite.domain.tickets import clock, timeline
from govsite.domain.tickets.tallies import place_of
from govsite.models.base import table_of
from govsite.models.ticket import LETTER, Ticket, TicketPause

WAIT_DAYS = 10  # working days after the question


def go_on_with_all() -> int:
    """Go on with every letter that was waited for long enough; returns how many. Each is stored by itself."""
    day = today()
    open_since = (TicketPause.ended.is_(None), TicketPause.began <= day - timedelta(WAIT_DAYS))
    found = select(Ticket.id, TicketPause.began).join(TicketPause, TicketPause.ticket_id == Ticket.id)
    waiting = found.where(Ticket.kind == LETTER, Ticket.state == WAITING, *open_since).order_by(Ticket.id)
    rows = reading().execute(waiting).all()
    over = [row.id for row in rows if clock.worked_between(calendar(), row.began, day) >= WAIT_DAYS]
    reading().rollback()
    return one_by_one(LETTER, lambda ticket_id: _go_on(ticket_id, day), over)


def _go_on(ticket_id: int, day: date) -> bool:
    with writing() as session:
        ticket = session.scalar(select(Ticket).where(Ticket.id == ticket_id).with_for_update())
        if ticket is None or ticket.state != WAITING:  # answered meanwhile
            return False
        way = step(MACHINE, WAITING, "go on", SYSTEM)
        due = clock.resume(session, calendar(), ticket_id, day, ticket.due)
        if not move(session, table_of(Ticket), ticket_id, ticket.revision, way, due=due):
            return False
        timeline.record(session, ticket_id, way.action, way.target, SYSTEM, place_of(ticket))
        target = f"letter {ticket_id}"
        audit.append(session, who=SYSTEM, what="letter.go on", target=target, site_code=ticket.site_code)
        return True
