"""What is counted of cases (办件统计), in the transaction that it counts; 效能监督 reads the months alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy.orm import Session

from govsite.domain.cases.states import APPROVED, DENIED, DONE, REFUSED, WITHDRAWN
from govsite.domain.tickets.tallies import Cell, Place, Row, cells, count_cells, count_rows

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


class Figures:
    """What one writing counts, all of it together: days first, then months, each row once and in one order.

    Who counts for two places one after the other takes rows of days behind rows of months, and on PostgreSQL two such
    writers wait for each other. ``above`` gives the codes of the sites above one.
    """

    def __init__(self, above: Callable[[str], Iterable[str]]) -> None:
        self._above = above
        self._counted: Counter[tuple[Place, date, str]] = Counter()

    def count(self, place: Place, day: date, measures: Mapping[str, int]) -> None:
        """Count for a place, and for the sites above its own; below 0 what is counted no more."""
        for measure, number in measures.items():
            self._counted[(place, day, measure)] += number

    def write(self, session: Session) -> None:
        """Write it all, once. Part of the caller's writing."""
        days: Counter[Row] = Counter()
        months: Counter[Cell] = Counter()
        for (place, day, measure), number in self._counted.items():
            if number and measure != WORKED:
                days[(day, *place, measure)] += number
            for month, _ in monthly({measure: number}):
                for cell in cells(place, tuple(self._above(place.site_code)), month, day):
                    months[cell] += number
        count_rows(session, days)
        count_cells(session, {cell: number for cell, number in months.items() if number})


def count(session: Session, place: Place, measures: Mapping[str, int], day: date, above: Collection[str] = ()) -> None:
    """Count for one place alone, and for the sites ``above`` its own. Part of the caller's writing."""
    counted = Figures(lambda _: above)
    counted.count(place, day, measures)
    counted.write(session)


def received(session: Session, place: Place, day: date, above: Collection[str] = ()) -> None:
    """Count a case that came."""
    count(session, place, {RECEIVED: 1}, day, above)


def decided(
    session: Session, place: Place, state: str, days: int, on_time: bool, day: date, above: Collection[str] = ()
) -> None:
    """Count the decision of a case, or its end without one."""
    count(session, place, decision(state, days, on_time), day, above)
