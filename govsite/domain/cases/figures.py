"""What is counted of cases (办件统计), in the transaction that it counts; 效能监督 reads the months alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlalchemy.orm import Session

from govsite.domain.cases.states import APPROVED, DENIED, DONE, REFUSED, WITHDRAWN
from govsite.domain.tickets.tallies import Cell, Place, cells, count_all, count_cells

PREFIX = "cases."
RECEIVED, DECIDED, ON_TIME = "cases.received", "cases.decided", "cases.on_time"
GRANTED, DENIED_, REFUSED_, WITHDRAWN_ = "cases.granted", "cases.denied", "cases.refused", "cases.withdrawn"
DAYS = "cases.days."  # with the number of working days behind
WORKED = "cases.worked"  # working days of all that are decided: with it the months make a mean
RED, YELLOW = "cases.red", "cases.yellow"  # cards (红牌、黄牌): overdue, and due within two working days
RATED = "cases.rated."  # with a number from 1 to 5 behind
SUPPLEMENTS, REMINDED = "cases.supplements", "cases.reminded"
MOST_DAYS = 120
_DECISIONS = {APPROVED: GRANTED, DONE: GRANTED, DENIED: DENIED_, REFUSED: REFUSED_, WITHDRAWN: WITHDRAWN_}


def decision(state: str, days: int, on_time: bool) -> dict[str, int]:
    """What a case counts for, once, when it is decided: ``days`` are the working days that the office took.

    One that is withdrawn counts as neither decided nor in time.
    """
    measures = {_DECISIONS[state]: 1}
    if state == WITHDRAWN:
        return measures
    days = max(0, min(days, MOST_DAYS))
    return measures | {DECIDED: 1, f"{DAYS}{days}": 1, WORKED: days} | ({ON_TIME: 1} if on_time else {})


def monthly(measures: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """What of it stands in the months."""
    return ((measure, number) for measure, number in measures.items() if number and not measure.startswith(DAYS))


def count(session: Session, place: Place, measures: Mapping[str, int], day: date, above: Collection[str] = ()) -> None:
    """Count for a place, and for the sites ``above`` its own in their months. Part of the caller's writing."""
    count_all(session, place, {measure: number for measure, number in measures.items() if measure != WORKED}, day)
    counted: Counter[Cell] = Counter()
    for measure, number in monthly(measures):
        for cell in cells(place, above, measure, day):
            counted[cell] += number
    count_cells(session, counted)


def received(session: Session, place: Place, day: date, above: Collection[str] = ()) -> None:
    """Count a case that came."""
    count(session, place, {RECEIVED: 1}, day, above)


def decided(
    session: Session, place: Place, state: str, days: int, on_time: bool, day: date, above: Collection[str] = ()
) -> None:
    """Count the decision of a case, or its end without one."""
    count(session, place, decision(state, days, on_time), day, above)
