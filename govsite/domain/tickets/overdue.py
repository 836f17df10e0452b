"""How many tickets are past their day, by site: along the index of sites, states and days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from govsite.models.ticket import Ticket

MOST_NAMED = 500  # sites that a query names; of more it counts all and leaves out the others


def count_overdue(
    session: Session,
    kind: str,
    states: Collection[str],
    codes: Collection[str],
    today: date,
    departments: Collection[str] | None = None,
    *more: ColumnElement[bool],
) -> Mapping[str, int]:
    """The tickets of some sites, and departments where they are named, in states whose clock runs, due before today."""
    late = [Ticket.kind == kind, Ticket.state.in_(sorted(states)), Ticket.due < today, *more]
    if len(codes) <= MOST_NAMED:
        late.append(Ticket.site_code.in_(sorted(codes)))
    if departments is not None:
        late.append(Ticket.department.in_(sorted(departments)))
    rows = session.execute(select(Ticket.site_code, func.count()).where(*late).group_by(Ticket.site_code))
    return {code: int(number) for code, number in rows if code in codes}
