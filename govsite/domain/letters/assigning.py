"""Who has a letter (分派): one, or many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.common.states import Refusal, Refused, choices, move
from govsite.domain.letters.office import KIND, acting
from govsite.domain.letters.states import LETTER as MACHINE
from govsite.domain.tickets import timeline
from govsite.domain.tickets.desks import Colleague, Desk
from govsite.domain.tickets.hands import Hand, write_down
from govsite.domain.tickets.tallies import place_of
from govsite.models.base import table_of
from govsite.models.ticket import LETTER, OFFICE, Ticket


@dataclass(frozen=True, slots=True)
class Pick:
    """A letter that was ticked in a list, as it was read."""

    ticket_id: int
    revision: int


def assign(hand: Hand, to: Colleague) -> None:
    """Give a letter to a colleague of its department, or take it; see ``office`` for what is raised."""
    with acting(hand) as act:
        if act is None:
            return
        if not to.suits(act.ticket):
            raise Refused(Refusal.NOT_YOURS)
        act.details["to"] = to.id
        act.take("assign", to.name, assignee=to.id)


def assign_many(desk: Desk, who: str, picks: Iterable[Pick], to: Colleague) -> tuple[int, int]:
    """Give many letters to a colleague; returns how many, and how many were left alone.

    Left alone is what somebody has changed since, what is not theirs, and what cannot be assigned any more.
    """
    wanted = {pick.ticket_id: pick.revision for pick in picks}
    with writing() as session:
        found = select(Ticket).where(Ticket.id.in_(sorted(wanted)), Ticket.kind == LETTER).order_by(Ticket.id)
        tickets = session.scalars(found.with_for_update()).all()
        same = [ticket for ticket in tickets if ticket.revision == wanted[ticket.id]]
        moved = [ticket.id for ticket in same if _give(session, desk, ticket, to)]
        for ticket_id in moved:  # writers queue for the audit: last
            write_down(session, KIND.name, Hand(desk, who, ticket_id, 0, ""), "assign", {"to": to.id})
    return len(moved), len(wanted) - len(moved)


def _give(session: Session, desk: Desk, ticket: Ticket, to: Colleague) -> bool:
    if not desk.may_read(ticket) or not to.suits(ticket):
        return False
    role = desk.role_at(ticket)
    way = next((way for way in choices(MACHINE, ticket.state, role) if way.action == "assign"), None)
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
