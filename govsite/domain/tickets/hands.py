"""What an office does with a ticket (办理): guarded steps from the very revision that somebody has read.

Raises ``Hidden`` for a ticket that is not theirs, ``Changed`` where somebody was faster, and ``states.Refused`` for
what cannot be done with it now; a form that is sent twice does its work once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.common import audit, used
from govsite.domain.common.states import Machine, move, step
from govsite.domain.tickets import attachments, thread, timeline
from govsite.domain.tickets.desks import ADMIN, Desk
from govsite.domain.tickets.form_keys import digest_of
from govsite.domain.tickets.tallies import Place, place_of
from govsite.domain.tickets.told import Channels
from govsite.models.base import table_of
from govsite.models.ticket import OFFICE, Ticket

KEY_SECONDS = 24 * 3600


class Hidden(LookupError):  # noqa: N818
    """There is no such ticket for who asks."""


class Changed(Exception):  # noqa: N818
    """Somebody did something with the ticket since it was read."""


class Kind(NamedTuple):
    """A kind of tickets: its name in the audit, its states, and the table of what it alone has, by ``ticket_id``."""

    name: str
    machine: Machine
    model: type[Any]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does something with a ticket, at which desk, as they have read it; ``key`` is that of their form.

    ``who`` is their name in the audit, ``channels`` how the applicant is told of what the law did meanwhile.
    """

    desk: Desk
    who: str
    ticket_id: int
    revision: int
    key: str
    channels: Channels = Channels()


@dataclass
class Act:
    """Steps of a ticket on their way; ``own`` is the row of what its kind alone has, ``details`` go to the audit.

    ``stage`` is the step of the guide (环节) that is begun.
    """

    session: Session
    kind: Kind
    hand: Hand
    ticket: Ticket
    own: Any
    role: str
    state: str
    revision: int
    done: list[str] = field(default_factory=list)
    details: dict[str, str | int | bool | None] = field(default_factory=dict)
    stage: str = ""

    @property
    def place(self) -> Place:
        """Whose desk the ticket was on when it was read."""
        return place_of(self.ticket)

    def take(
        self, action: str, words: str = "", own: dict[str, Any] | None = None, to: Place | None = None, **values: Any
    ) -> None:
        """Take a step: ``values`` of the ticket and ``own`` of its kind change with it, ``to`` is another desk."""
        way = step(self.kind.machine, self.state, action, self.role)
        if to is not None:
            values |= {"site_code": to.site_code, "department": to.department, "assignee": None}
        if not move(self.session, table_of(Ticket), self.ticket.id, self.revision, way, **values):
            raise Changed
        self.state, self.revision = way.target, self.revision + 1
        if own:
            model = self.kind.model
            self.session.execute(update(model).where(model.ticket_id == self.ticket.id).values(own))
        timeline.record(
            self.session,
            self.ticket.id,
            action,
            way.target,
            OFFICE,
            to or self.place,
            staff_id=self.hand.desk.staff_id,
            words=words,
            internal=not way.citizen,
            step=self.stage,
        )
        self.done.append(action)

    def say(self, kind: str, text: str) -> int:
        """Add a message with the files that are held for the form, and return its id."""
        message_id = thread.add(self.session, self.ticket.id, kind, text, self.place, staff_id=self.hand.desk.staff_id)
        attachments.attach(self.session, digest_of(self.hand.key), self.ticket.id, message_id)
        return message_id

    def finish(self) -> None:
        """What is done last of all, for instance what other writers queue for."""


A = TypeVar("A", bound=Act)


@contextmanager
def acting(kind: Kind, make: type[A], hand: Hand, *, over: bool = False) -> Iterator[A | None]:
    """Something of the office's: None where its form has done it already. Audited at the end.

    ``over`` is for who takes a ticket over, and may not read it yet.
    """
    with writing() as session:
        both = select(Ticket, kind.model).join(kind.model, kind.model.ticket_id == Ticket.id)
        row = session.execute(both.where(Ticket.id == hand.ticket_id).with_for_update()).one_or_none()
        if row is None or not _may(hand.desk, row[0], over):
            raise Hidden
        if not used.spend(session, f"act on a {kind.name}", digest_of(hand.key), KEY_SECONDS):
            yield None
            return
        ticket, own = row
        if ticket.revision != hand.revision:
            raise Changed
        role = ADMIN if over else hand.desk.role_at(ticket)
        act = make(session, kind, hand, ticket, own, role, ticket.state, ticket.revision)
        yield act
        for action in act.done:
            write_down(session, kind.name, hand, action, act.details)
        act.finish()


def write_down(
    session: Session, kind: str, hand: Hand, action: str, details: dict[str, str | int | bool | None]
) -> None:
    """Audit an act: numbers and keys of ours, never a word of a person's."""
    site_code, target = hand.desk.site_code, f"{kind} {hand.ticket_id}"
    audit.append(session, who=hand.who, what=f"{kind}.{action}", target=target, site_code=site_code, details=details)


def _may(desk: Desk, ticket: Ticket, over: bool) -> bool:
    return desk.takes_over and ticket.site_code == desk.site_code if over else desk.may_read(ticket)
