"""The timeline of a ticket (办理经过): what happened, when, by whom; only ever added to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.tickets.tallies import Place
from govsite.models.ticket import TicketEvent


def record(
    session: Session,
    ticket_id: int,
    action: str,
    state: str,
    who: str,
    place: Place,
    *,
    staff_id: int | None = None,
    words: str | None = None,
    internal: bool = False,
    step: str = "",
) -> int:
    """Add what happened and return its id; part of the caller's writing.

    ``state`` is the ticket's afterwards, ``place`` whose desk it is on afterwards; ``step`` is one
    that the guide of a case names.
    """
    event = TicketEvent(ticket_id=ticket_id, action=action, state=state, who=who, staff_id=staff_id, internal=internal)
    event.at, event.site_code, event.department = database_time(session), place.site_code, place.department
    event.words, event.step = words or None, step
    session.add(event)
    session.flush()
    return event.id


def events(session: Session, ticket_id: int, *, internal: bool = False) -> Sequence[TicketEvent]:
    """What happened, the last first; with what only the office is told where ``internal``.

    By the time of it: what another system tells may come late.
    """
    newest_first = (TicketEvent.at.desc(), TicketEvent.id.desc())
    found = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id).order_by(*newest_first)
    return session.scalars(found if internal else found.where(TicketEvent.internal.is_(False))).all()
