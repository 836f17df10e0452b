"""Pages of a queue by keys (翻页): the next begins behind the last row of the one before, however far down it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from govsite.models.staff import Staff
from govsite.models.ticket import Ticket
from govsite.typed import Typed

LARGEST_ID = 2**31 - 1  # of a row, on PostgreSQL


def key_of(value: date | datetime | None, ticket_id: int) -> str:
    """Where a ticket stands in an order, as text for an address; "" for nowhere."""
    return f"{value.isoformat()}~{ticket_id}" if value is not None else ""


def behind(order: InstrumentedAttribute[Any], after: str, *, newest_first: bool) -> Iterator[ColumnElement[bool]]:
    """What stands behind a key; nothing for one that somebody made up. The newest first are ordered by a moment."""
    text, _, number = after.partition("~")
    try:
        value, ticket_id = (datetime if newest_first else date).fromisoformat(text), int(number)
    except ValueError:
        return
    if not 0 <= ticket_id <= LARGEST_ID:
        return
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    place, last = tuple_(order, Ticket.id), tuple_(value, ticket_id)
    yield place < last if newest_first else place > last


def names_of(session: Session, numbers: set[int]) -> Mapping[int, Typed]:
    """The names of staff."""
    if not numbers:
        return {}
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(sorted(numbers))))
    return {row.id: Typed(row.name) for row in rows}
