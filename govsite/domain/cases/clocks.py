"""The clocks of a case (办理时限): five days to say what is missing, then the promise, in the unit of the item.

行政许可法: article 32 (five days, or else accepted from the day of receipt), 42 (ten more days once, with leave; joint
units 45 and 15), 45 (special procedures do not count), 82 (days are working days). 民法典, article 203: a last day that
is not worked is followed by the next that is.
"""

from __future__ import annotations

from datetime import date, timedelta

from govsite.domain.common.workdays import Calendar, Due

TO_ANSWER = 5  # working days
ORDINARY, JOINT = 20, 45  # working days of one unit and of several, where no law has others
EXTENSION, JOINT_EXTENSION = 10, 15  # working days
TO_DELIVER = 10  # working days from the decision (article 44)
ONE_DAY = timedelta(1)


def answer_by(calendar: Calendar, received: date) -> date:
    """The last day on which the office may say what is missing."""
    return calendar.due(received, TO_ANSWER).day


def promise(calendar: Calendar, start: date, limit: int, *, calendar_days: bool = False) -> Due:
    """When a promise that runs from a day ends, with its arithmetic; 0 is on the day itself."""
    if not calendar_days:
        return calendar.due(start, limit)
    last = start + timedelta(limit)
    while limit and not calendar.is_worked(last):
        last += ONE_DAY
    estimated = bool(limit) and not calendar.is_known(last)
    return Due(limit, start + ONE_DAY if limit else start, last, (), estimated)


def extended(calendar: Calendar, due: date, *, joint: bool) -> date:
    """The new last day of a promise that is extended."""
    return calendar.due(due, JOINT_EXTENSION if joint else EXTENSION).day


def deliver_by(calendar: Calendar, decided: date) -> date:
    """The last day on which the result must be with the applicant."""
    return calendar.due(decided, TO_DELIVER).day
