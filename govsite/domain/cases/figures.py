"""What is counted of cases (办件统计), in the transaction that it counts; 效能监督 reads nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from govsite.domain.cases.states import APPROVED, DENIED, DONE, REFUSED, WITHDRAWN
from govsite.domain.tickets.tallies import Place, count_all

PREFIX = "cases."
RECEIVED, DECIDED, ON_TIME = "cases.received", "cases.decided", "cases.on_time"
GRANTED, DENIED_, REFUSED_, WITHDRAWN_ = "cases.granted", "cases.denied", "cases.refused", "cases.withdrawn"
DAYS = "cases.days."  # with the number of working days behind
SUPPLEMENTS, REMINDED, LATE = "cases.supplements", "cases.reminded", "cases.late"
MOST_DAYS = 120
_DECISIONS = {APPROVED: GRANTED, DONE: GRANTED, DENIED: DENIED_, REFUSED: REFUSED_, WITHDRAWN: WITHDRAWN_}


def decision(state: str, days: int, on_time: bool) -> Iterator[str]:
    """The measures that a case counts for, once, when it is decided: ``days`` are those the office took.

    One that is withdrawn counts as neither decided nor in time.
    """
    yield _DECISIONS[state]
    if state == WITHDRAWN:
        return
    yield DECIDED
    yield f"{DAYS}{max(0, min(days, MOST_DAYS))}"
    if on_time:
        yield ON_TIME


def received(session: Session, place: Place, day: date) -> None:
    """Count a case that came. Part of the caller's writing, as all of these."""
    count_all(session, place, {RECEIVED: 1}, day)


def decided(session: Session, place: Place, state: str, days: int, on_time: bool, day: date) -> None:
    """Count the decision of a case, or its end without one."""
    count_all(session, place, dict.fromkeys(decision(state, days, on_time), 1), day)
