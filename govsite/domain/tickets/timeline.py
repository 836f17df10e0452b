"""The timeline of a ticket (办理经过): what happened, when, by whom; only ever added to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.tallies import Place, place_of
from govsite.models.ticket import Ticket, TicketEvent


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
    unit: str = "",
) -> int:
    """Add what happened and return its id; part of the caller's writing.

    ``state`` is the ticket's afterwards, ``place`` whose desk it is on afterwards; ``step`` is one
    that the guide of a case names, ``unit`` who did it where that is another one.
    """
    event = TicketEvent(ticket_id=ticket_id, action=action, state=state, who=who, staff_id=staff_id, internal=internal)
    event.at, event.site_code, event.department = database_time(session), place.site_code, place.department
    event.words, event.step, event.unit = words or None, step, unit
    session.add(event)
    session.flush()
    return event.id


def was_with(session: Session, desk: Desk, ticket_id: int) -> bool:
    """Whether a ticket has ever been with one of a desk's departments."""
    found = select(TicketEvent.id).where(TicketEvent.ticket_id == ticket_id, TicketEvent.site_code == desk.site_code)
    if desk.reads is not None:
        found = found.where(TicketEvent.department.in_(sorted(desk.reads)))
    return session.scalar(found.limit(1)) is not None


def place_now(session: Session, ticket_id: int) -> Place:
    """Whose desk a ticket is on."""
    return place_of(session.get_one(Ticket, ticket_id))


def events(session: Session, ticket_id: int, *, internal: bool = False) -> Sequence[TicketEvent]:
    """What happened, the last first; with what only the office is told where ``internal``.

    By the time of it: what another system tells may come late.
    """
    newest_first = (TicketEvent.at.desc(), TicketEvent.id.desc())
    found = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id).order_by(*newest_first)
    return session.scalars(found if internal else found.where(TicketEvent.internal.is_(False))).all()
