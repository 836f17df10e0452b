"""What somebody does with a ticket of their own afterwards (本人的操作): guarded steps, each good once a form.

Whoever calls has opened the ticket's door and brings the key of the form; a form that is sent twice does its work
once. Raises ``states.Refused`` where the ticket is in no state for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.common import sign_ins, used
from govsite.domain.common.states import Refusal, Refused, Step, move, step
from govsite.domain.tickets import timeline
from govsite.domain.tickets.door import KIND
from govsite.domain.tickets.form_keys import digest_of
from govsite.domain.tickets.hands import Kind
from govsite.domain.tickets.tallies import Place, place_of
from govsite.models.base import table_of
from govsite.models.ticket import WRITER, Ticket

PURPOSE = "act on a ticket"
KEY_SECONDS = 24 * 3600


@dataclass
class OwnAct:
    """A step on its way; ``row`` is what its kind alone has. ``values`` of the ticket and ``own`` of the row change
    with it.
    """

    session: Session
    ticket: Ticket
    row: Any
    way: Step
    values: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    words: str = ""

    @property
    def place(self) -> Place:
        """Whose desk the ticket is on."""
        return place_of(self.ticket)

    def finish(self) -> None:
        """What is done last of all, for instance what other writers queue for."""


A = TypeVar("A", bound=OwnAct)


@contextmanager
def own_act(
    kind: Kind, make: type[A], ticket_id: int, key: str, action: Callable[[Ticket, Any], str]
) -> Iterator[A | None]:
    """A step of the one whose ticket it is: None where the key has done it already.

    ``action`` names it from the ticket and its row. Moved at the end, after what the caller adds to it.
    """
    with writing() as session:
        # Both rows: of one that is not locked PostgreSQL gives what it was before somebody else was waited for.
        both = select(Ticket, kind.model).join(kind.model, kind.model.ticket_id == Ticket.id)
        ticket, row = session.execute(both.where(Ticket.id == ticket_id).with_for_update()).one()
        if not used.spend(session, PURPOSE, digest_of(key), KEY_SECONDS):
            yield None
            return
        way = step(kind.machine, ticket.state, action(ticket, row), WRITER)
        act = make(session, ticket, row, way)
        yield act
        if not move(session, table_of(Ticket), ticket_id, ticket.revision, way, **act.values):
            raise Refused(Refusal.NOT_NOW)
        if act.own:
            model = kind.model
            session.execute(update(model).where(model.ticket_id == ticket_id).values(act.own))
        timeline.record(session, ticket_id, way.action, way.target, WRITER, act.place, words=act.words)
        act.finish()


def close_doors(session: Session, ticket_id: int) -> None:
    """Close every door of a ticket that stands open; part of the caller's writing."""
    sign_ins.end_all(session, KIND, str(ticket_id))
