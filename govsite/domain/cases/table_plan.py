"""What becomes of the rows of a table of cases: which are new, which tell news of a known one, which change nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.cases.bulk import chunks
from govsite.domain.cases.materials import current, lacking
from govsite.domain.cases.office import steps_of
from govsite.domain.cases.pushed import Applicant, Event, Material, Pushed
from govsite.domain.cases.serials import prefix_of, read_serial
from govsite.domain.cases.states import (
    APPROVED,
    DENIED,
    DONE,
    REACHED,
    RECEIVED,
    REFUSED,
    REVIEWING,
    SUPPLEMENT,
    WITHDRAWN,
    WORDS,
)
from govsite.domain.cases.table import ACCEPT, FOR_NEW, LABELS, SUBMIT, Line
from govsite.domain.common.days import ZONE, today
from govsite.domain.common.passwords import Passwords
from govsite.domain.tables.report import RowError
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.numbers import CASE as PREFIX
from govsite.domain.tickets.numbers import OFFERING, read_number
from govsite.models.case import Case, CaseMaterial
from govsite.models.ticket import CASE, Ticket, TicketEvent

NEW, NEWS, SAME = "new", "news", "same"
TARGETS = {
    **{SUBMIT: RECEIVED, ACCEPT: REVIEWING, "grant": APPROVED, "complete": DONE},
    **{"refuse": REFUSED, "deny": DENIED, "withdraw": WITHDRAWN},
}
MOST_A_DAY = 9_999
SOURCE = "list:"  # what the numbers of events begin with that came by a table


class Known(NamedTuple):
    """A case that is known, with what happened to it and how many of its materials are lacking."""

    ticket: Ticket
    case: Case
    events: Sequence[TicketEvent]
    lacking: int

    @property
    def last_day(self) -> date:
        """The day of the last thing that everybody is told of."""
        moments = [event.at for event in self.events if not event.internal]
        return max([self.ticket.added, *moments]).astimezone(ZONE).date()


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a row: NEW, NEWS or SAME; ``pushed`` is what is stored of it, None for nothing.

    ``identity`` is by what a case is known when the table comes again.
    """

    line: Line
    what: str
    identity: str
    serial: str
    state: str
    pushed: Pushed | None = None


@dataclass
class Plan:
    """The rows of a table against what is known; with any error nothing is stored."""

    steps: list[Step] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def count(self, what: str) -> int:
        """How many rows are new, tell news or change nothing."""
        return sum(step.what == what for step in self.steps)


def plan_of(session: Session, passwords: Passwords, desk: Desk, lines: Sequence[Line], *, lock: bool = False) -> Plan:
    """Hold rows against the cases that there are, which ``lock`` keeps as they are. A few queries for all of them."""
    identities = [_identity(passwords, desk, line) for line in lines]
    known = _load(session, identities, lines, lock)
    plan, turns = Plan(), _Turns(session)
    seen: dict[int, int] = {}
    for line, identity in zip(lines, identities, strict=True):
        found = known.get(_called(line) or identity)
        faults = list(_faults(desk, line, found))
        if found is not None and (first := seen.setdefault(found.ticket.id, line.row)) != line.row:
            faults.append(("number", f"和第 {first} 行是同一个办件"))
        if faults:
            plan.errors += [RowError(line.row, LABELS[name], "", told) for name, told in faults]
        elif found is not None:
            plan.steps.append(_news(line, identity, found))
        elif (serial := turns.next(line)) is None:
            plan.errors.append(RowError(line.row, LABELS["received"], "", "这个事项这一天的流水号用完了"))
        else:
            pushed = _new(line, serial)
            plan.steps.append(Step(line, NEW, identity, serial, TARGETS[line.action], pushed))
    return plan


def _called(line: Line) -> str:
    """Our own number of a case, where a row has that one; "" for others."""
    if read_serial(line.number.upper()):
        return line.number.upper()
    return (read_number(line.number, PREFIX) or "") if line.number.upper().startswith(PREFIX) else ""


def _identity(passwords: Passwords, desk: Desk, line: Line) -> str:
    """By what a case of a table is found again, in the place of a form's key: 64 characters."""
    whose = f"{desk.site_code} {line.offered.offering.department if line.offered else ''}"
    if line.number:
        return hashlib.sha256(f"list {whose} {line.number}".encode()).hexdigest()
    return passwords.print_of("\n".join(("list", whose, *line.content)))


def _load(session: Session, identities: Sequence[str], lines: Sequence[Line], lock: bool) -> dict[str, Known]:
    """The cases that rows may mean, by everything that they are known by."""
    called = [name for line in lines if (name := _called(line))]
    ids: set[int] = set()
    for column, values in ((Ticket.form_key, identities), (Ticket.number, called), (Case.serial, called)):
        for part in chunks(sorted(set(values))):
            one = select(Ticket.id).join(Case, Case.ticket_id == Ticket.id)
            ids.update(session.scalars(one.where(Ticket.kind == CASE, column.in_(part))))
    found: dict[str, Known] = {}
    for part in chunks(sorted(ids)):
        both = select(Ticket, Case).join(Case, Case.ticket_id == Ticket.id).where(Ticket.id.in_(part))
        both = both.order_by(Ticket.id)
        rows = session.execute(both.with_for_update(of=[Ticket, Case]) if lock else both).all()
        events: dict[int, list[TicketEvent]] = {}
        for event in session.scalars(select(TicketEvent).where(TicketEvent.ticket_id.in_(part))):
            events.setdefault(event.ticket_id, []).append(event)
        laid: dict[int, list[CaseMaterial]] = {}
        for material in session.scalars(select(CaseMaterial).where(CaseMaterial.ticket_id.in_(part))):
            laid.setdefault(material.ticket_id, []).append(material)
        for ticket, case in rows:
            missing = lacking(current(laid.get(ticket.id, [])))
            known = Known(ticket, case, events.get(ticket.id, []), len(missing))
            found |= dict.fromkeys((ticket.form_key, ticket.number, case.serial), known)
    return found


def _faults(desk: Desk, line: Line, known: Known | None) -> Iterator[tuple[str, str]]:
    if known is None:
        if _called(line):
            yield "number", "没有这个编号的办件，或者它不归本部门"
            return
        for name in FOR_NEW:
            if not {"item": line.offered, "name": line.name, "received": line.received}[name]:
                yield name, "不能空着"
        return
    ticket = known.ticket
    if _called(line) and not desk.may_read(ticket):
        yield "number", "没有这个编号的办件，或者它不归本部门"
        return
    if line.offered and line.offered.item.code != ticket.item_code:
        yield "item", "这个编号的办件是另一个事项的，请核对"
    if line.name and ticket.name and line.name != ticket.name:
        yield "name", "这个编号已经收过，是另一位申请人的。编号不能用两次"
    received = ticket.added.astimezone(ZONE).date()
    if line.received and line.received != received:
        yield "received", f"这个编号已经收过，收件日期是 {received}。编号不能用两次"
    if line.day and line.day < received:
        yield "day", "不能早于收件日期"
    yield from _faults_of_state(line, known)


def _faults_of_state(line: Line, known: Known) -> Iterator[tuple[str, str]]:
    state, target = known.ticket.state, TARGETS[line.action]
    decided = (APPROVED, DONE, REFUSED, DENIED, WITHDRAWN)
    if line.day and line.day < known.last_day and REACHED[target] > REACHED[state]:
        yield "day", f"{known.last_day} 已经登记过别的经过，不能早于这天"
    if state == SUPPLEMENT and target in (REVIEWING, APPROVED, DONE, DENIED):
        yield "state", "正在等补充材料，请打开这个办件登记收到的材料"
    elif state == RECEIVED and known.lacking and target in (REVIEWING, APPROVED, DONE):
        yield "state", f"还有 {known.lacking} 份材料没有收齐，请打开这个办件告知或者容缺受理"
    elif state in decided and target in decided and target != state and {target, state} != {APPROVED, DONE}:
        yield "state", f"已经是“{WORDS[state]}”，不能又是“{WORDS[target]}”。要更正，请打开这个办件核对"


def _news(line: Line, identity: str, known: Known) -> Step:
    """What a row tells of a known case; a state that it has behind it is no news."""
    ticket, target = known.ticket, TARGETS[line.action]
    same = Step(line, SAME, identity, known.case.serial, ticket.state)
    begun = any(event.action == "step" and event.step == line.step for event in known.events)
    if REACHED[target] > REACHED[ticket.state]:
        action = "deliver" if (ticket.state, target) == (APPROVED, DONE) else line.action
        events = [_event(line, action, _moment(line, known))]
    elif line.step and ticket.state == REVIEWING and line.step != known.case.step and not begun:
        events = []
    else:
        return same
    if line.step and not begun:
        events.append(_step_event(line, _moment(line, known)))
    pushed = Pushed(serial=known.case.serial, received=ticket.added, events=events)
    return Step(line, NEWS, identity, known.case.serial, target, pushed)


def _moment(line: Line, known: Known) -> datetime:
    """When something happened of which only the day is known: behind all that is known of that day."""
    day = line.day or today()
    until = _start(day) + timedelta(1)
    return max([_start(day), known.ticket.added, *(event.at for event in known.events if event.at < until)])


def _new(line: Line, serial: str) -> Pushed:
    assert line.offered is not None and line.received is not None, "asked before"
    item, at = line.offered.item, _start(line.day or line.received)
    kind: Literal["person", "firm"] = "firm" if line.is_firm else "person"
    events = [] if line.action == SUBMIT else [_event(line, line.action, at)]
    if line.step:
        events.append(_step_event(line, at))
    names = dict.fromkeys(one["name"] for one in item.materials if one.get("name"))
    return Pushed(
        serial=serial,
        received=_start(line.received),
        applicant=Applicant(name=line.name, kind=kind, phone=line.phone),
        materials=[Material(name=name) for name in names] if line.action in (SUBMIT, ACCEPT) else [],
        events=events,
    )


def _event(line: Line, action: str, at: datetime) -> Event:
    told = {"refusal": line.refusal, "result": line.result, "remark": line.remark}
    return Event.model_validate({"id": f"{SOURCE}{action}", "at": at, "action": action, **told})


def _step_event(line: Line, at: datetime) -> Event:
    steps = steps_of(line.offered.item) if line.offered else []
    place = steps.index(line.step) if line.step in steps else len(steps)
    return Event(id=f"{SOURCE}step:{place}", at=at, action="step", step=line.step)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


class _Turns:
    """The numbers of a day (办件流水号) that are still free, given out one after the other."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._last: dict[str, int] = {}

    def next(self, line: Line) -> str | None:
        """A number for a new case, None where the offering has none left on its day."""
        assert line.offered is not None and line.received is not None, "asked before"
        prefix = prefix_of(line.offered.offering.code, line.received)
        if prefix not in self._last:
            self._last[prefix] = self._highest(prefix)
        self._last[prefix] += 1
        return f"{prefix}{self._last[prefix]:04}" if self._last[prefix] <= MOST_A_DAY else None

    def _highest(self, prefix: str) -> int:
        between = Case.serial.between(f"{prefix}0000", f"{prefix}9999")
        turns = (serial[OFFERING + 8 :] for serial in self._session.scalars(select(Case.serial).where(between)))
        return max((int(turn) for turn in turns if turn.isdigit()), default=0)
