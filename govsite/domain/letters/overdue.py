"""Letters that are overdue (超期), by site."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from govsite.domain.letters.states import OPEN
from govsite.domain.tickets.overdue import count_overdue
from govsite.models.ticket import LETTER


def overdue(
    session: Session, codes: Collection[str], today: date, departments: Collection[str] | None = None
) -> Mapping[str, int]:
    """How many letters of each of some sites should have been answered before today: one query."""
    return count_overdue(session, LETTER, OPEN, codes, today, departments)
