"""Counters from which statistics are made (统计): counted in the transaction that they count, summed when read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import Session

from govsite.database.upsert import insert_into
from govsite.domain.common.days import today
from govsite.models.base import table_of
from govsite.models.tally import MonthTally, Tally
from govsite.models.ticket import Ticket

TALLY = table_of(Tally)
KEY = tuple(TALLY.primary_key.columns)


class Place(NamedTuple):
    """Whose figures something counts for: a site, a department of it, an item."""

    site_code: str
    department: str = ""
    item_code: str = ""


def place_of(ticket: Ticket) -> Place:
    """Whose figures a ticket counts for: whoever's desk it is on."""
    return Place(ticket.site_code, ticket.department, ticket.item_code)


def count(
    session: Session,
    measure: str,
    *,
    site_code: str,
    department: str = "",
    item_code: str = "",
    day: date | None = None,
    by: int = 1,
) -> None:
    """Count something, today where no day is said. Part of the caller's writing."""
    count_all(session, Place(site_code, department, item_code), {measure: by}, day)


def count_all(session: Session, place: Place, measures: Mapping[str, int], day: date | None = None) -> None:
    """Count several measures; writers of the same ones take the rows in one order, so none waits for another's."""
    day = day or today()
    for measure in sorted(measures):
        row = {"day": day, **place._asdict(), "measure": measure, "number": measures[measure]}
        insert = insert_into(session, Tally).values(row)
        more = {"number": TALLY.c.number + insert.excluded.number}
        session.execute(insert.on_conflict_do_update(index_elements=KEY, set_=more))


Row = tuple[date, str, str, str, str]  # a row of tally, without its number
Cell = tuple[date, str, str, str, str]  # a row of month_tally, without its number


def count_rows(session: Session, counted: Mapping[Row, int]) -> None:
    """Count much at once; writers of the same rows take them in one order. Part of the caller's writing."""
    _add_up(session, Tally, counted)


def cells(place: Place, above: Collection[str], measure: str, day: date) -> Iterator[Cell]:
    """The rows of months that something counts in: of its site and those ``above``, by department and by item."""
    for site_code in (place.site_code, *above):
        yield (day.replace(day=1), site_code, place.department, "", measure)
        if place.item_code:
            yield (day.replace(day=1), site_code, "", place.item_code, measure)


def count_cells(session: Session, counted: Mapping[Cell, int]) -> None:
    """Count in months; writers of the same ones take the rows in one order. Part of the caller's writing."""
    _add_up(session, MonthTally, counted)


def _add_up(session: Session, model: type[Tally | MonthTally], counted: Mapping[Any, int]) -> None:
    names = [column.name for column in table_of(model).primary_key.columns]
    rows = [{**dict(zip(names, key, strict=True)), "number": counted[key]} for key in sorted(counted)]
    if rows:
        insert = insert_into(session, model)
        more = {"number": table_of(model).c.number + insert.excluded.number}
        session.connection().execute(insert.on_conflict_do_update(index_elements=names, set_=more), rows)


class Sum(NamedTuple):
    """What was counted of a measure; ``of`` is the site, department or month that it is of."""

    of: Any
    measure: str
    number: int


# The month of a day as a number, so that months can be counted through: see ``month_of``.
MONTH: ColumnElement[int] = extract("year", TALLY.c.day) * 12 + extract("month", TALLY.c.day) - 1
BY_SITE, BY_DEPARTMENT, BY_ITEM = TALLY.c.site_code, TALLY.c.department, TALLY.c.item_code


def month_of(day: date) -> int:
    """The number of a day's month; ``divmod(number, 12)`` is the year and the month from 0."""
    return day.year * 12 + day.month - 1


def sums(
    session: Session,
    prefix: str,
    first: date,
    last: date,
    by: ColumnElement[Any],
    *,
    site_codes: Collection[str],
    item_code: str | None = None,
) -> list[Sum]:
    """What was counted from a day to another, both included, of all measures that begin so, ``by`` one of the above.

    With ``item_code`` of one item alone. The cost is that of the rows of these sites and days.
    """
    found = select(by, TALLY.c.measure, func.sum(TALLY.c.number)).where(
        BY_SITE.in_(site_codes),
        TALLY.c.day.between(first, last),
        TALLY.c.measure.startswith(prefix, autoescape=True),
    )
    if item_code is not None:
        found = found.where(TALLY.c.item_code == item_code)
    rows = session.execute(found.group_by(by, TALLY.c.measure).order_by(by, TALLY.c.measure))
    return [Sum(of, measure, int(number)) for of, measure, number in rows]
