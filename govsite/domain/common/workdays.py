"""Working days (工作日): which days are worked, and the day on which a limit of working days ends.

Limits are in working days, without holidays (行政许可法, article 82); the first day counted is the next working day
(民法典, article 201: the day on which a period begins is not counted). Days are Beijing's, see ``days``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from govsite.database.session import reading
from govsite.domain.common.per_object import per_object
from govsite.domain.common.statutory_days import statutory_name
from govsite.models.workday import Workday

FRESH_SECONDS = 60.0  # so old may what is in memory be: a year's schedule is imported weeks before it counts
HORIZON = 60  # working days that the table should reach ahead: the longest limits of errands
SATURDAY = 5
# The schedule of a year may move the last days of the one before: that of 2019 took 31 December 2018 off and let
# 29 December be worked. No earlier day was ever moved (2004 to 2026).
OPEN_END = (12, 29)
ALWAYS_OFF = (10, 1)  # stands in the schedule of every year, and never in that of another
ONE_DAY = timedelta(1)


class Special(NamedTuple):
    """What a schedule says of a day."""

    working: bool
    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """Days one after the other that are not counted, for the same reason (周末、国庆节)."""

    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a limit with its arithmetic: ``limit`` working days from ``first`` to ``day``, without ``left_out``.

    ``left_out`` begins after the day from which the limit runs. ``estimated`` says that a schedule may still move it.
    """

    limit: int
    first: date
    day: date
    left_out: tuple[Span, ...]
    estimated: bool


@dataclass(frozen=True)
class Calendar:
    """What is known of days, for any year: the schedules' own words, else weekends and statutory holidays."""

    special: Mapping[date, Special]
    years: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        years = frozenset(day.year for day in self.special if (day.month, day.day) == ALWAYS_OFF)
        object.__setattr__(self, "years", years)

    def is_known(self, day: date) -> bool:
        """Whether a schedule has decided on a day; other answers are estimates."""
        next_one_matters = (day.month, day.day) >= OPEN_END
        return day.year in self.years and (not next_one_matters or day.year + 1 in self.years)

    def is_worked(self, day: date) -> bool:
        """Whether offices work on a day (工作日)."""
        return not self.why_off(day)

    def why_off(self, day: date) -> str:
        """Why a day is not worked: the holiday or 周末; "" where it is."""
        special = self.special.get(day)
        if special is not None:
            return "" if special.working else special.name or "放假"
        holiday = "" if self.is_known(day) else statutory_name(day)
        return holiday or ("周末" if day.weekday() >= SATURDAY else "")

    def due(self, start: date, limit: int) -> Due:
        """The day on which a limit of working days that runs from ``start`` ends; 0 ends on ``start`` itself.

        Raises ValueError for a negative limit, and nothing for any day: the calendar's last one ends every limit.
        """
        if limit < 0:
            raise ValueError("a limit of working days is not negative")
        worked: list[date] = []
        off: list[tuple[date, str]] = []
        day, estimated = start, False
        while len(worked) < limit and day < date.max:
            day += ONE_DAY
            estimated = estimated or not self.is_known(day)
            why = self.why_off(day)
            if why:
                off.append((day, why))
            else:
                worked.append(day)
        return Due(limit, worked[0] if worked else day, day, tuple(_spans(off)), estimated)


def read_calendar(session: Session) -> Calendar:
    """The calendar of the table as it is now, in one query."""
    rows = session.execute(select(Workday.day, Workday.working, Workday.name))
    return Calendar({row.day: Special(row.working, row.name) for row in rows})


def calendar() -> Calendar:
    """This process's calendar, at most FRESH_SECONDS old: most callers cost no query."""
    session = reading()
    kept = _kept(session.get_bind())
    if kept.calendar is None or kept.until <= time.monotonic():
        kept.calendar = read_calendar(session)
        kept.until = time.monotonic() + FRESH_SECONDS
    return kept.calendar


class _Kept:
    """The calendar of a database and until when it is fresh, in seconds of the monotonic clock."""

    def __init__(self) -> None:
        self.calendar: Calendar | None = None
        self.until = 0.0


@per_object
def _kept(_database: Engine | Connection) -> _Kept:
    return _Kept()


def _spans(off: list[tuple[date, str]]) -> Iterator[Span]:
    """Days off that follow each other for the same reason, put together."""
    span: Span | None = None
    for day, name in off:
        if span and span.name == name and span.last + ONE_DAY == day:
            span = Span(span.first, day, name)
            continue
        if span:
            yield span
        span = Span(day, day, name)
    if span:
        yield span
