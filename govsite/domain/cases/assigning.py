"""Who has cases (分派): many at once; one alone see ``office.assign``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.domain.cases.office import KIND
from govsite.domain.tickets import assigning
from govsite.domain.tickets.assigning import Pick
from govsite.domain.tickets.desks import Colleague, Desk
from govsite.models.case import Case


def assign_many(desk: Desk, who: str, picks: Iterable[Pick], to: Colleague) -> tuple[int, int]:
    """Give many cases to a colleague; returns how many, and how many were left alone."""
    return assigning.assign_many(KIND, desk, who, picks, to, then=_touch)


def _touch(session: Session, ids: Sequence[int]) -> None:
    """Systems that ask what changed are told of these."""
    session.execute(update(Case).where(Case.ticket_id.in_(ids)).values(changed=database_time(session)))
