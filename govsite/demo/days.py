"""Working days counted back from today, for what has happened in a demo."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from govsite.domain.common.days import ZONE
from govsite.domain.common.workdays import Calendar


def day_back(calendar: Calendar, today: date, left: int) -> date:
    """The working day so many before today, which is never in the future."""
    day = today
    while left > 0 or not calendar.is_worked(day):
        left -= calendar.is_worked(day)
        day -= timedelta(1)
    return day


def moment_of(day: date, number: int, after: int) -> datetime:
    """Within office hours, another minute for each ``number``, later in the day for what comes later."""
    minutes = 9 * 60 + number * 7 % 300 + min(after, 20) * 3
    at = datetime.combine(day, time(minutes // 60, minutes % 60), ZONE).astimezone(UTC)
    return min(at, datetime.now(UTC).replace(microsecond=0))
