"""One case as the office sees it (办件办理页): everything of it, and what can be done now by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.cases import joint
from govsite.domain.cases.desk import light_of
from govsite.domain.cases.joint import Part
from govsite.domain.cases.materials import current, lacking
from govsite.domain.cases.office import steps_of
from govsite.domain.cases.states import CASE, SUPPLEMENT, TAKE_OVER, WORDS
from govsite.domain.common.states import choices
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets import attachments, clock, thread, timeline
from govsite.domain.tickets.attachments import File
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.keyset import LARGEST_ID, names_of
from govsite.models.case import Case, CaseMaterial, Supplement
from govsite.models.item import Item
from govsite.models.message import Message
from govsite.models.ticket import CASE as KIND
from govsite.models.ticket import Ticket, TicketEvent
from govsite.typed import Typed

__all__ = ["Sheet", "Ticket", "actions", "case_of", "find", "read"]

NOT_WHILE_PAUSED = ("pause", "consult", "extend", "ask", "grant", "deny", "complete")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case with all that its office may see; ``actions`` are the names of the steps that may be taken now.

    ``materials`` are all that its notices have asked for, ``files`` what was sent in, ``parts`` the departments
    that take part (联办单位), ``steps`` those of the guide, ``names`` those of the staff in it.
    """

    ticket: Ticket
    case: Case
    materials: Sequence[CaseMaterial]
    files: Mapping[int | None, File]
    notices: Sequence[Supplement]
    parts: Sequence[Part]
    events: Sequence[TicketEvent]
    messages: Sequence[Message]
    names: Mapping[int, Typed]
    steps: Sequence[str]
    light: clock.Light
    left: int
    actions: frozenset[str]

    @property
    def state_words(self) -> str:
        """The state as everybody reads it."""
        return WORDS[self.ticket.state]

    @property
    def seen(self) -> int:
        """The number of the last event, from which on something is new to who reads it now."""
        return self.events[0].id if self.events else 0

    @property
    def laid(self) -> list[CaseMaterial]:
        """The materials as they are now."""
        return current(self.materials)

    @property
    def lacking(self) -> list[CaseMaterial]:
        """Those that stand in the way of accepting it (容缺受理 alone does without)."""
        return lacking(self.laid)

    @property
    def wanted(self) -> list[CaseMaterial]:
        """The materials that the open notice asks for."""
        open_ = {notice.id for notice in self.notices if notice.supplied is None}
        return [material for material in self.materials if material.supplement_id in open_]

    @property
    def silent(self) -> int:
        """How many departments have not given their opinion yet."""
        return sum(part.unit.answered is None for part in self.parts)

    def since(self, seen: int) -> list[TicketEvent]:
        """What happened after the event of a number, the first one first."""
        return [event for event in reversed(self.events) if event.id > seen]


def find(session: Session, ticket_id: int) -> Ticket | None:
    """The ticket of a case, whoever may read it; None for none."""
    if not 0 < ticket_id <= LARGEST_ID:
        return None
    return session.scalar(select(Ticket).where(Ticket.id == ticket_id, Ticket.kind == KIND))


def case_of(session: Session, ticket_id: int) -> Case:
    """What is a case's own, of the ticket of a case."""
    return session.get_one(Case, ticket_id)


def read(session: Session, calendar: Calendar, desk: Desk, ticket: Ticket, today: date) -> Sheet:
    """A case that may be read at a desk: ask ``desk.may_read`` before."""
    case, item = case_of(session, ticket.id), session.get(Item, ticket.item_code)
    materials = select(CaseMaterial).where(CaseMaterial.ticket_id == ticket.id)
    notices = select(Supplement).where(Supplement.ticket_id == ticket.id)
    events = timeline.events(session, ticket.id, internal=True)
    messages = thread.messages(session, ticket.id, internal=True)
    staff = {event.staff_id for event in events} | {message.staff_id for message in messages} | {ticket.assignee}
    steps = steps_of(item)
    return Sheet(
        ticket,
        case,
        session.scalars(materials.order_by(CaseMaterial.position, CaseMaterial.id)).all(),
        {file.id: file for file in attachments.of_ticket(session, ticket.id)},
        session.scalars(notices.order_by(Supplement.id)).all(),
        joint.parts(session, calendar, ticket.id, today),
        events,
        messages,
        names_of(session, {number for number in staff if number}),
        steps,
        light_of(calendar, today, ticket, case),
        clock.days_left(calendar, today, ticket.due),
        frozenset(actions(desk, ticket, case, steps, today)),
    )


def actions(desk: Desk, ticket: Ticket, case: Case, steps: Sequence[str], today: date) -> Iterator[str]:
    """What the table of states lets somebody do, without what a case allows only once or at other times."""
    found = {way.action for way in choices(CASE, ticket.state, desk.role_at(ticket))} - {TAKE_OVER}
    barred = dict.fromkeys(NOT_WHILE_PAUSED, case.paused)
    barred["extend"] |= case.extended is not None or ticket.due < today
    barred |= {"go on": not case.paused, "step": not steps, "follow up": case.follow_up is None}
    if ticket.state == SUPPLEMENT:
        barred |= {"supply": case.accepted is not None, "resume": case.accepted is None}
    yield from (action for action in found if not barred.get(action, False))
