"""Many cases are stored at once (批量收件): a few statements however many there are, for systems and for tables."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from govsite.domain.common.days import ZONE
from govsite.domain.tickets.numbers import CASE as PREFIX
from govsite.domain.tickets.numbers import new_number
from govsite.models.base import Base, table_of
from govsite.models.case import Case, CaseMaterial, Supplement
from govsite.models.ticket import CASE, Ticket, TicketEvent, TicketPause

CHUNK = 500  # values of one IN
Values = dict[str, Any]


@dataclass
class NewCase:
    """A case that is new, as rows: ``ticket`` and ``case`` are columns, without the number, the ids and the secret.

    The rows of ``events``, ``materials`` and ``pauses`` lack the ticket's id. A notice (补正告知) is its row with the
    rows of what is missing.
    """

    ticket: Values
    case: Values
    events: list[Values] = field(default_factory=list)
    materials: list[Values] = field(default_factory=list)
    pauses: list[Values] = field(default_factory=list)
    notices: list[tuple[Values, list[Values]]] = field(default_factory=list)


def store(session: Session, cases: Sequence[NewCase]) -> list[int]:
    """Store new cases and return the ids of their tickets, in their order. Part of the caller's writing.

    Of events, materials and pauses all rows have the same columns. Raises IntegrityError where a 办件流水号 stands
    already, or where somebody has taken a number just now: then the caller's writing is to be done again as a whole.
    """
    keys = [secrets.token_hex(32) for _ in cases]
    numbers = _numbers(session, [new.ticket["added"].astimezone(ZONE).date() for new in cases])
    rows = [
        {"kind": CASE, "secret": "", "saved": True, "revision": 1, "form_key": key, **new.ticket, "number": number}
        for new, key, number in zip(cases, keys, numbers, strict=True)
    ]
    add_all(session, Ticket, rows)
    found: dict[str, int] = {}
    for part in chunks(keys):
        by_key = select(Ticket.form_key, Ticket.id).where(Ticket.form_key.in_(part))
        found.update((row.form_key, row.id) for row in session.execute(by_key))
    ids = [found[key] for key in keys]
    both = list(zip(ids, cases, strict=True))
    files = [{"ticket_id": id_, **new.case} for id_, new in both]
    # Two who store the same numbers wait for each other's: in one order, or both would wait.
    add_all(session, Case, sorted(files, key=lambda row: row["serial"]))
    add_all(session, TicketEvent, [{"ticket_id": id_, **event} for id_, new in both for event in new.events])
    add_all(session, CaseMaterial, [{"ticket_id": id_, **row} for id_, new in both for row in new.materials])
    add_all(session, TicketPause, [{"ticket_id": id_, **row} for id_, new in both for row in new.pauses])
    for id_, new in both:
        for notice, missing in new.notices:
            add_notice(session, id_, notice, missing)
    return ids


def add_all(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of one table, all with the same columns.

    Through the driver, with the types' own processors: of thousands of rows SQLAlchemy's care for each costs as much
    as all the rest.
    """
    if not rows:
        return
    connection, columns = session.connection(), table_of(model).c
    dialect = connection.dialect
    defaults = {c.name: c.default for c in columns if c.name not in rows[0]}
    usual = {name: default.arg for name, default in defaults.items() if isinstance(default, ScalarElementColumnDefault)}
    names = [*rows[0], *usual]
    compiled = insert(model).inline().values(dict.fromkeys(names)).compile(dialect=dialect, column_keys=names)
    order = list(compiled.positiontup or names)
    made = [(name, columns[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order]
    values = (
        [usual[name] if name in usual else row[name] if of is None else of(row[name]) for name, of in made]
        for row in rows
    )
    if compiled.positional:
        connection.exec_driver_sql(str(compiled), [tuple(row) for row in values])
    else:
        connection.exec_driver_sql(str(compiled), [dict(zip(order, row, strict=True)) for row in values])


def add_notice(session: Session, ticket_id: int, notice: Values, missing: Iterable[Values]) -> None:
    """Store a notice of what is missing (一次性告知书) with its materials."""
    added = insert(Supplement).values(ticket_id=ticket_id, **notice).returning(Supplement.id)
    notice_id = session.scalar(added)
    add_all(session, CaseMaterial, [{"ticket_id": ticket_id, "supplement_id": notice_id, **row} for row in missing])


def chunks(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Parts that fit into one statement."""
    return (values[at : at + CHUNK] for at in range(0, len(values), CHUNK))


def _numbers(session: Session, days: Sequence[date]) -> list[str]:
    """A number for each, none of which anybody has."""
    numbers = [new_number(PREFIX, day) for day in days]
    while True:
        times = Counter(numbers)
        taken = {number for number, often in times.items() if often > 1}
        for part in chunks(numbers):
            taken.update(session.scalars(select(Ticket.number).where(Ticket.number.in_(part))))
        if not taken:
            return numbers
        numbers = [
            new_number(PREFIX, day) if number in taken else number for number, day in zip(numbers, days, strict=True)
        ]
