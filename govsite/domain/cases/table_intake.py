"""A table of cases is taken in (表格收件): as a whole or not at all, and the same one twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.cases.bulk import chunks
from govsite.domain.cases.pushed import Batch, Unacceptable
from govsite.domain.cases.pushing import Sender, Surroundings, push
from govsite.domain.cases.table import Line
from govsite.domain.cases.table_plan import NEW, NEWS, SOURCE, Plan, Step, plan_of
from govsite.domain.common import audit
from govsite.domain.common.passwords import Passwords
from govsite.domain.tables.report import RowError
from govsite.domain.tickets.desks import Desk
from govsite.models.base import table_of
from govsite.models.case import IMPORTED, Case
from govsite.models.ticket import Ticket, TicketEvent
from govsite.typed import Typed

TRIES = 3  # where somebody else takes a number or the same table in just then


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a row; ``applicant`` is masked."""

    row: int
    own_number: Typed
    what: str
    ticket_id: int
    number: str
    serial: str
    item_name: str
    applicant: Typed
    state: str


class Faulty(ValueError):  # noqa: N818
    """A table with mistakes, of which nothing was stored."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = sorted(errors, key=lambda error: error.row)


def take_in_all(
    passwords: Passwords, desk: Desk, who: str, lines: Sequence[Line], around: Surroundings
) -> list[Result]:
    """Store the rows of a table; raises Faulty. ``who`` is the clerk's name in the audit."""
    for left in reversed(range(TRIES)):
        try:
            with writing() as session:
                plan = plan_of(session, passwords, desk, lines, lock=True)
                if plan.errors:
                    raise Faulty(plan.errors)
                _store(session, desk, plan, around)
                results = _results(session, plan)
                numbers = {"rows": len(lines), "created": plan.count(NEW), "updated": plan.count(NEWS)}
                audit.append(session, who=who, what="case.import", site_code=desk.site_code, details=numbers)
                return results
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("TRIES is at least 1")


def _store(session: Session, desk: Desk, plan: Plan, around: Surroundings) -> None:
    """Those that are new or tell news go the way of what systems push; then whose they are is added."""
    steps = [step for step in plan.steps if step.pushed is not None]
    if not steps:
        return
    sender = Sender("", frozenset({desk.site_code}), here=desk.site_code)
    try:
        push(session, sender, Batch(cases=[step.pushed for step in steps if step.pushed]), around)
    except Unacceptable as error:
        rows = [None if fault[0] is None else steps[fault[0]].line.row for fault in error.faults]
        raise Faulty(
            [RowError(row or 1, "", "", fault[2]) for row, fault in zip(rows, error.faults, strict=True)]
        ) from None
    ids = _ids(session, steps)
    _sign(session, desk, [ids[step.serial] for step in steps])
    new = [step for step in steps if step.what == NEW]
    if new:
        _name(session, ids, new)


def _ids(session: Session, steps: Sequence[Step]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for part in chunks([step.serial for step in steps]):
        wanted = select(Case.serial, Case.ticket_id).where(Case.serial.in_(part))
        found.update((serial, ticket_id) for serial, ticket_id in session.execute(wanted))
    return found


def _sign(session: Session, desk: Desk, ids: Sequence[int]) -> None:
    """Who has told what is new of them."""
    for part in chunks(ids):
        mine = (TicketEvent.ticket_id.in_(part), TicketEvent.staff_id.is_(None))
        told = mine[0] & mine[1] & ((TicketEvent.action == "submit") | TicketEvent.source.startswith(SOURCE))
        session.execute(update(TicketEvent).where(told).values(staff_id=desk.staff_id))


def _name(session: Session, ids: Mapping[str, int], new: Sequence[Step]) -> None:
    """By what new cases are known when the table comes again, and what their department calls them."""
    tickets, cases = table_of(Ticket), table_of(Case)
    by_key = update(tickets).where(tickets.c.id == bindparam("of")).values(form_key=bindparam("key"))
    keys = [{"of": ids[step.serial], "key": step.identity} for step in new]
    session.connection().execute(by_key, keys)
    own = {"source": IMPORTED, "own_number": bindparam("own")}
    named = update(cases).where(cases.c.ticket_id == bindparam("of")).values(own)
    names = [{"of": ids[step.serial], "own": step.line.number} for step in new]
    session.connection().execute(named, names)


def _results(session: Session, plan: Plan) -> list[Result]:
    found: dict[str, Any] = {}
    columns = (Case.serial, Ticket.id, Ticket.number, Ticket.state, Case.item_name, Case.applicant, Case.own_number)
    for part in chunks([step.serial for step in plan.steps]):
        rows = select(*columns).join(Ticket, Ticket.id == Case.ticket_id).where(Case.serial.in_(part))
        found.update((row.serial, row) for row in session.execute(rows))
    return [_result(step, found[step.serial]) for step in plan.steps]


def _result(step: Step, case: Any) -> Result:
    told = (case.item_name, Typed(case.applicant), case.state)
    return Result(step.line.row, Typed(case.own_number), step.what, case.id, case.number, case.serial, *told)
