"""The portal's day. It is Beijing's on every machine: servers and containers mostly run on UTC.

A fixed offset, because the country has one time and no summer time; names of zones would need a package of them
where the system has none.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

ZONE = timezone(timedelta(hours=8))
NEVER = date(2026, 1, 1)  # when a feed in which nothing has ever stood was changed: it must name a moment


def today() -> date:
    """The date by which notices begin and end."""
    return datetime.now(ZONE).date()


def rest_of_day() -> float:
    """Seconds until the portal's day ends."""
    now = datetime.now(ZONE)
    return (datetime.combine(now.date() + timedelta(1), time(), ZONE) - now).total_seconds()


def start_of(day: date) -> str:
    """The moment at which a day begins, as RFC 3339 writes it."""
    return datetime.combine(day, time(), ZONE).isoformat()
