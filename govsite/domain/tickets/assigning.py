"""Who has a ticket (分派): one, or many of a list at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.common.states import Refusal, Refused, choices, move
from govsite.domain.tickets import timeline
from govsite.domain.tickets.desks import Colleague, Desk
from govsite.domain.tickets.hands import Act, Hand, Kind, write_down
from govsite.domain.tickets.tallies import place_of
from govsite.models.base import table_of
from govsite.models.ticket import OFFICE, Ticket

ASSIGN = "assign"


@dataclass(frozen=True, slots=True)
class Pick:
    """A ticket that was ticked in a list, as it was read."""

    ticket_id: int
    revision: int


def give(act: Act, to: Colleague) -> None:
    """Give a ticket to a colleague of its department, or take it; part of an act."""
    if not to.suits(act.ticket):
        raise Refused(Refusal.NOT_YOURS)
    act.details["to"] = to.id
    act.take(ASSIGN, to.name, assignee=to.id)


def _nothing(_session: Session, _ids: Sequence[int]) -> None:
    return


def assign_many(
    kind: Kind,
    desk: Desk,
    who: str,
    picks: Iterable[Pick],
    to: Colleague,
    *,
    then: Callable[[Session, Sequence[int]], None] = _nothing,
) -> tuple[int, int]:
    """Give many tickets to a colleague; returns how many, and how many were left alone.

    Left alone is what somebody has changed since, what is not theirs, and what cannot be assigned any more. ``then`` is
    what a kind does with those that were given, in the same writing.
    """
    wanted = {pick.ticket_id: pick.revision for pick in picks}
    with writing() as session:
        found = select(Ticket).where(Ticket.id.in_(sorted(wanted)), Ticket.kind == kind.name).order_by(Ticket.id)
        tickets = session.scalars(found.with_for_update()).all()
        same = [ticket for ticket in tickets if ticket.revision == wanted[ticket.id]]
        moved = [ticket.id for ticket in same if _give(session, kind, desk, ticket, to)]
        then(session, moved)
        for ticket_id in moved:  # writers queue for the audit: last
            write_down(session, kind.name, Hand(desk, who, ticket_id, 0, ""), ASSIGN, {"to": to.id})
    return len(moved), len(wanted) - len(moved)


def _give(session: Session, kind: Kind, desk: Desk, ticket: Ticket, to: Colleague) -> bool:
    if not desk.may_read(ticket) or not to.suits(ticket):
        return False
    role = desk.role_at(ticket)
    way = next((way for way in choices(kind.machine, ticket.state, role) if way.action == ASSIGN), None)
    if way is None or not move(session, table_of(Ticket), ticket.id, ticket.revision, way, assignee=to.id):
        return False
    timeline.record(
        session,
        ticket.id,
        way.action,
        way.target,
        OFFICE,
        place_of(ticket),
        staff_id=desk.staff_id,
        words=to.name,
        internal=True,
    )
    return True
