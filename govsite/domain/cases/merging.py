"""A case that is known already, and what a system tells of it once more (增量推送): only what is new changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.characters import clean
from govsite.domain.cases.bulk import add_all, add_notice, chunks
from govsite.domain.cases.course import Course, Happening, in_order
from govsite.domain.cases.newcomers import (
    ACTIONS,
    applicant_values,
    case_values,
    event_row,
    happening_of,
    notices_of,
    public_values,
    ticket_values,
    told_values,
)
from govsite.domain.cases.pushed import Event, Pushed
from govsite.domain.cases.reckoning import Reckoning
from govsite.domain.cases.states import SUPPLEMENT
from govsite.domain.common.days import ZONE
from govsite.domain.tickets.tallies import Place, place_of
from govsite.models.case import GOOD, PUSHED, Case, CaseMaterial, Supplement
from govsite.models.item import Item
from govsite.models.ticket import Ticket, TicketEvent, TicketPause

OTHER_BEGINNING = "和已经收到的不是同一天。"
OTHER_EVENT = "这个编号的事件已经收过，内容不一样。更正请用新的编号，写 correction: true。"
OTHER_PROMISE = "承诺时限和已经收到的不一样。"


@dataclass
class Known:
    """A case that stands in the database, and what becomes of it."""

    ticket: Ticket
    case: Case
    item: Item | None
    told: Sequence[TicketEvent]
    added: list[Event] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    repeated: int = 0
    _before: Course | None = None
    _after: Course | None = None
    _applicant: dict[str, Any] = field(default_factory=dict)
    _public: dict[str, Any] = field(default_factory=dict)

    @property
    def ticket_id(self) -> int:
        """Its ticket's."""
        return self.ticket.id

    @property
    def place(self) -> Place:
        """Whose figures it counts for."""
        return place_of(self.ticket)

    @property
    def course(self) -> Course:
        """Its course with what is new."""
        assert self._after is not None, "merge() was not called"
        return self._after

    def counted(self, dealt: Callable[[date], bool]) -> Iterator[tuple[date, Mapping[str, int]]]:
        """What counts now and did not before, and the other way round below 0."""
        if not self.added or self._before is None:
            return
        due = self.ticket.due
        for day, measures in self._before.measures(due, dealt):
            yield day, {measure: -number for measure, number in measures.items()}
        yield from self.course.measures(due if self.course.due == self._before.due else self.course.due, dealt)

    def write(self, session: Session, system: str, now: datetime) -> None:
        """Store what is new. Part of the caller's writing."""
        if not self.added and not self._applicant:
            return
        mine = {"changed": now, "system": self.case.system or system} | self._public
        own = {"revision": self.ticket.revision + 1} | self._applicant
        if self.added:
            mine |= self._moved(case_values) | told_values(self.course, self.added, self._usual, vars(self.case))
            own |= self._moved(ticket_values)
            self._write_events(session)
            self._write_pauses(session)
            self._write_notices(session, now)
        session.execute(update(Ticket).where(Ticket.id == self.ticket_id).values(own))
        session.execute(update(Case).where(Case.ticket_id == self.ticket_id).values(mine))

    @property
    def _usual(self) -> str:
        return self.item.result if self.item else ""

    def _moved(self, values_of: Any) -> dict[str, Any]:
        """The columns that what is new has changed: a promise that stands is not reckoned anew."""
        assert self._before is not None, "merge() was not called"
        before: dict[str, Any] = values_of(self._before)
        return {name: value for name, value in values_of(self.course).items() if before[name] != value}

    def _write_events(self, session: Session) -> None:
        stored = {event.id: event for event in self.told}
        for it in self.happenings:
            if isinstance(it.key, int) and stored[it.key].state != it.state:
                session.execute(update(TicketEvent).where(TicketEvent.id == it.key).values(state=it.state))
        by_id = {event.id: event for event in self.added}
        rows = [event_row(self.place, it, by_id[it.key]) for it in self.happenings if isinstance(it.key, str)]
        add_all(session, TicketEvent, [{"ticket_id": self.ticket_id, **row} for row in rows])

    def _write_pauses(self, session: Session) -> None:
        if self._before is not None and self._before.pauses != self.course.pauses:
            session.execute(delete(TicketPause).where(TicketPause.ticket_id == self.ticket_id))
            rows = [{"ticket_id": self.ticket_id, "began": a, "ended": b} for a, b in self.course.pauses]
            add_all(session, TicketPause, rows)

    def _write_notices(self, session: Session, now: datetime) -> None:
        by_id = {event.id: event for event in self.added}
        for notice, missing in notices_of(self.happenings, by_id, self.course.reckoning):
            add_notice(session, self.ticket_id, notice, missing)
        if self.course.state != SUPPLEMENT:
            open_ = (Supplement.ticket_id == self.ticket_id, Supplement.supplied.is_(None))
            closed = session.scalars(update(Supplement).where(*open_).values(supplied=now).returning(Supplement.id))
            came = update(CaseMaterial).where(CaseMaterial.supplement_id.in_(list(closed)))
            session.execute(came.values(received=True, verdict=GOOD))


def load_known(session: Session, serials: Sequence[str]) -> dict[str, Known]:
    """The cases of these numbers that there are, locked in the order of their ids, by number; each with its events."""
    ids: list[int] = []
    for part in chunks(sorted(set(serials))):
        ids += session.scalars(select(Case.ticket_id).where(Case.serial.in_(part)))
    rows: list[Any] = []
    for part in chunks(sorted(ids)):  # not those of the numbers: of two batches each could hold what the other wants
        found = select(Ticket, Case, Item).join(Case, Case.ticket_id == Ticket.id)
        found = found.outerjoin(Item, Item.code == Ticket.item_code).where(Ticket.id.in_(part))
        rows += session.execute(found.order_by(Ticket.id).with_for_update(of=[Ticket, Case])).all()
    told: dict[int, list[TicketEvent]] = {}
    for part in chunks([row[0].id for row in rows]):
        events = select(TicketEvent).where(TicketEvent.ticket_id.in_(part)).order_by(TicketEvent.id)
        for event in session.scalars(events):
            told.setdefault(event.ticket_id, []).append(event)
    return {case.serial: Known(ticket, case, item, told.get(ticket.id, [])) for ticket, case, item in rows}


def merge(known: Known, case: Pushed, reckoning: Reckoning) -> Iterator[tuple[str, str]]:
    """Put what is told of a case to what is known: field and sentence of each thing that does not fit.

    Raises Contradiction.
    """
    ticket = known.ticket
    received = ticket.added.astimezone(ZONE).date()
    if case.received.astimezone(ZONE).date() != received:
        yield "received", OTHER_BEGINNING
    promise = case.promise
    if promise and (promise.days, promise.unit == "days") != (ticket.limit, known.case.calendar_days):
        yield "promise", OTHER_PROMISE
    by_source = {event.source: event for event in known.told if event.source}
    for place, event in enumerate(case.events):
        stored = by_source.get(event.id)
        if stored is None:
            known.added.append(event)
        elif _is_same(stored, event):
            known.repeated += 1
        else:
            yield f"events[{place}].id", OTHER_EVENT
    old = [Happening(e.at, e.action, e.id, e.correction, known.case.joint, e.step) for e in known.told]
    begun = (reckoning, received, ticket.limit, known.case.calendar_days)
    known._before = Course.begun(*begun).go(in_order(old))
    known.happenings = in_order([*old, *(happening_of(event) for event in known.added)])
    known._after = Course.begun(*begun).go(known.happenings) if known.added else known._before
    if case.applicant is not None and known.case.source == PUSHED:
        _compare(known, case)


def _compare(known: Known, case: Pushed) -> None:
    """What of an applicant is another one now."""
    sealed, public = applicant_values(case.applicant), public_values(case.applicant)
    if any(sealed[name] != getattr(known.ticket, name) for name in ("name", "phone", "email")) or (
        public["is_firm"] != known.case.is_firm
    ):
        known._applicant, known._public = sealed, public


def _is_same(stored: TicketEvent, event: Event) -> bool:
    action = "supply" if stored.action == "resume" else stored.action
    texts = (clean(stored.step), clean(stored.unit), clean(stored.words or ""))  # some stood before they were cleaned
    mine = (stored.at, action, *texts, stored.correction)
    return mine == (
        *(event.at, ACTIONS.get(event.action, event.action), event.step, event.unit, event.remark),
        event.correction,
    )
