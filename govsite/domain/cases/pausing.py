"""A case's clock goes on after it stood (恢复计时), in the unit of its promise."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.cases import clocks
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets import clock
from govsite.models.ticket import Ticket, TicketPause


def go_on_until(session: Session, calendar: Calendar, ticket: Ticket, today: date, *, calendar_days: bool) -> date:
    """End the pause and return the new day on which a case is due: as many days are left as were left before.

    Without a pause nothing changes; one that was late before is no less so now. Part of the caller's writing.
    """
    running = select(TicketPause.began).where(TicketPause.ticket_id == ticket.id, TicketPause.ended.is_(None))
    began = session.scalar(running.order_by(TicketPause.id).limit(1))
    due = clock.resume(session, calendar, ticket.id, today, ticket.due)
    if began is None or not calendar_days or ticket.due < began or today <= began:
        return due
    last = clocks.promise(calendar, today, (ticket.due - began).days, calendar_days=True).day
    return clock.worked_from(calendar, last)
