"""That somebody has acted for whose ticket it is (代办), on its timeline."""

from __future__ import annotations

from govsite.database.session import writing
from govsite.domain.tickets import timeline
from govsite.models.ticket import WRITER, Ticket

ACTION = "agent"


def note(ticket_id: int, name: str) -> None:
    """Write down who it was, masked; after the act itself, so that it stands above it."""
    with writing() as session:
        ticket = session.get(Ticket, ticket_id)
        if ticket is not None:
            place = timeline.place_now(session, ticket_id)
            timeline.record(session, ticket_id, ACTION, ticket.state, WRITER, place, words=name)
