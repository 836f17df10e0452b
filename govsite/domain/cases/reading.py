"""A case as its applicant reads it (办件查询): where it stands, until when, what is missing, what can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.cases import clocks
from govsite.domain.cases.materials import current
from govsite.domain.cases.states import APPLICANT, APPROVED, CASE, DONE, OPEN, RECEIVED, STAGES, SUPPLEMENT, WORDS
from govsite.domain.cases.telling import Told, told
from govsite.domain.common.days import ZONE
from govsite.domain.common.states import choices
from govsite.domain.common.workdays import Calendar, Due
from govsite.domain.tickets import attachments, clock, thread, timeline
from govsite.domain.tickets.attachments import File
from govsite.domain.tickets.clock import Light
from govsite.domain.tickets.told import SENT_WORDS
from govsite.models.case import Case, CaseMaterial, Supplement
from govsite.models.message import Message
from govsite.models.ticket import Ticket, TicketPause

FIRST_STEPS = ("申请", "收件")  # what a guide calls the step that every case has behind it


@dataclass(frozen=True, slots=True)
class Promise:
    """What an applicant may count on, or must do, until a ``day``.

    ``what`` is "answer" (the office says what is missing), "decide", "supply" (the applicant brings it) or "deliver";
    ``due`` is the arithmetic where there is one, ``stood`` the working days in which the clock stood, ``more`` those
    by which it was extended.
    """

    what: str
    day: date
    light: Light
    due: Due | None = None
    stood: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with all that its applicant may see; ``actions`` are the names of the steps open to the applicant now.

    ``notice`` is the notice of what is missing that still waits for an answer, ``messages`` what the office wrote.
    """

    ticket: Ticket
    case: Case
    events: Sequence[Told]
    messages: Sequence[Message]
    materials: Sequence[CaseMaterial]
    notice: Supplement | None
    pauses: Sequence[TicketPause]
    files: Sequence[File]
    promise: Promise | None
    actions: frozenset[str]

    @property
    def state_words(self) -> str:
        """The state as everybody reads it."""
        return WORDS[self.ticket.state]

    @property
    def light(self) -> Light:
        """How near the end of what is promised is."""
        return self.promise.light if self.promise else Light.DONE

    @property
    def ended(self) -> date | None:
        """The day of the decision or of the end."""
        at = self.case.decided or self.ticket.finished
        return _day(at) if at else None

    @property
    def missing(self) -> list[CaseMaterial]:
        """What the notice asks for."""
        return [each for each in self.materials if self.notice and each.supplement_id == self.notice.id]

    @property
    def is_complete(self) -> bool:
        """Whether a file has come for everything that the notice asks for."""
        return bool(self.missing) and all(each.file_id for each in self.missing)

    @property
    def remark(self) -> str:
        """What the office said with the last event that says something: the reason of a refusal."""
        said = (each.event.words for each in self.events if each.event.words and each.event.action not in SENT_WORDS)
        return next(said, "") or ""

    def file_of(self, material: CaseMaterial) -> File | None:
        """What was sent in for a material."""
        return next((file for file in self.files if file.id == material.file_id), None)


def read(session: Session, calendar: Calendar, ticket_id: int, today: date) -> CaseView | None:
    """The case of a ticket for its applicant; None where it is no case's. Seven queries."""
    row = session.execute(
        select(Ticket, Case).join(Case, Case.ticket_id == Ticket.id).where(Ticket.id == ticket_id)
    ).one_or_none()
    if row is None:
        return None
    ticket, case = row
    notice = open_notice(session, ticket_id) if ticket.state == SUPPLEMENT else None
    pauses = clock.pauses(session, ticket_id)
    promise = promise_of(calendar, ticket, case, notice, pauses, today)
    materials = select(CaseMaterial).where(CaseMaterial.ticket_id == ticket_id).order_by(CaseMaterial.position)
    return CaseView(
        ticket,
        case,
        told(timeline.events(session, ticket_id)),
        thread.messages(session, ticket_id) if case.rating else (),
        current(session.scalars(materials).all()),
        notice,
        pauses,
        attachments.of_ticket(session, ticket_id),
        promise,
        frozenset(_actions(calendar, ticket, case, notice, today)),
    )


def open_notice(session: Session, ticket_id: int) -> Supplement | None:
    """The last notice of what is missing, if it waits for an answer."""
    found = select(Supplement).where(Supplement.ticket_id == ticket_id).order_by(Supplement.id.desc()).limit(1)
    notice = session.scalar(found)
    return notice if notice and notice.supplied is None else None


def promise_of(
    calendar: Calendar,
    ticket: Ticket,
    case: Case,
    notice: Supplement | None,
    pauses: Sequence[TicketPause],
    today: date,
) -> Promise | None:
    """What runs now; None once all is done."""
    if ticket.state == SUPPLEMENT:
        return Promise("supply", notice.due, Light.PAUSED) if notice else None
    if ticket.state == APPROVED and case.decided:
        day = clocks.deliver_by(calendar, _day(case.decided))
        return Promise("deliver", day, clock.light(calendar, today, day))
    if ticket.state not in OPEN:
        return None
    if ticket.state == RECEIVED and case.answer_by:
        due = calendar.due(_day(ticket.added), clocks.TO_ANSWER)
        light = clock.light(calendar, today, case.answer_by)
        return Promise("answer", case.answer_by, light, due if due.day == case.answer_by else None)
    due = clocks.promise(calendar, case.accepted or ticket.started, ticket.limit, calendar_days=case.calendar_days)
    stood = sum(clock.worked_between(calendar, each.began, each.ended or today) for each in pauses)
    more = 0 if case.extended is None else clocks.JOINT_EXTENSION if case.joint else clocks.EXTENSION
    light = Light.PAUSED if case.paused else clock.light(calendar, today, ticket.due)
    return Promise("decide", ticket.due, light, due, stood, more)


def may_remind(calendar: Calendar, ticket: Ticket, case: Case, today: date) -> bool:
    """Whether the office is late and was not reminded yet (催办)."""
    promise = promise_of(calendar, ticket, case, None, (), today)
    return case.reminded is None and ticket.state in OPEN and promise is not None and promise.light == Light.LATE


def _actions(calendar: Calendar, ticket: Ticket, case: Case, notice: Supplement | None, today: date) -> frozenset[str]:
    """What the table of states lets an applicant do, without what is not for now."""
    found = {way.action for way in choices(CASE, ticket.state, APPLICANT)}
    if not may_remind(calendar, ticket, case, today):
        found.discard("remind")
    if case.rating is not None:
        found.discard("rate")
    found -= {"supply", "resume"}
    if notice and today <= notice.due:
        found.add("supply")
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class GuideStep:
    """A step of the item's guide: ``done``, the one where the case is ``now``, or still to come."""

    name: str
    done: bool
    now: bool


def guide_steps(view: CaseView, names: Sequence[str]) -> list[GuideStep]:
    """The steps that the guide names, and no others, with how far the case has come."""
    if view.ticket.state == DONE:
        return [GuideStep(name, done=True, now=False) for name in names]
    stages = {STAGES[each.event.state] for each in view.events}  # a guide may call its steps by the same words
    told_of = {*FIRST_STEPS, *stages, *(each.event.step for each in view.events), view.case.step}
    reached = max((number for number, name in enumerate(names) if name in told_of), default=-1)
    over = view.promise is None
    return [
        GuideStep(name, done=number < reached or (over and number == reached), now=number == reached and not over)
        for number, name in enumerate(names)
    ]


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
