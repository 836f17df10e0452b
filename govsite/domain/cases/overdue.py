"""Cases that are overdue (超期), by site."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from govsite.domain.cases.queues import RUNS
from govsite.domain.cases.states import OPEN
from govsite.domain.tickets.overdue import count_overdue
from govsite.models.ticket import CASE


def overdue(
    session: Session, codes: Collection[str], today: date, departments: Collection[str] | None = None
) -> Mapping[str, int]:
    """How many cases of each of some sites should have been decided before today, their clock running: one query."""
    return count_overdue(session, CASE, OPEN, codes, today, departments, RUNS)
