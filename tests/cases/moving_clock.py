"""A clock and a calendar of the test's own: what the portal does to cases happens when the test says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from govsite.database import clock
from govsite.domain.common import days, workdays
from govsite.domain.common.workdays import Calendar, Special

# What signs people in and keeps forms apart goes by the real time.
MOVED = ("govsite.domain.cases", "govsite.domain.tickets", "govsite.blueprints", "govsite.web")
HOLIDAYS = {date(2026, 10, day): Special(False, "国庆节") for day in range(1, 8)} | {
    date(2026, 10, 10): Special(True, "国庆节"),
    date(2026, 9, 25): Special(False, "中秋节"),
}


class MovingClock:
    """A moment and what is known of days; both move when the test says so."""

    def __init__(self, day: date, special: dict[date, Special] | None = None) -> None:
        self.special = dict(special or {})
        self.calendar = Calendar(self.special)
        self.go_to(day)

    def go_to(self, day: date) -> None:
        """Ten in the morning of a day, in Beijing."""
        self.now = datetime.combine(day, time(2), UTC)

    def move(self, by: timedelta) -> None:
        self.now += by

    @property
    def today(self) -> date:
        return self.now.astimezone(days.ZONE).date()

    def publish(self, day: date, *, working: bool) -> None:
        """A day is said to be worked or not."""
        self.special[day] = Special(working, "" if working else "放假")
        self.calendar = Calendar(dict(self.special))


@contextmanager
def moving(moved: MovingClock) -> Iterator[MovingClock]:
    """Let the portal go by it meanwhile."""
    ours: dict[Any, Any] = {
        days.today: lambda: moved.today,
        clock.database_time: lambda _session: moved.now,
        workdays.calendar: lambda: moved.calendar,
    }
    with pytest.MonkeyPatch.context() as patch:
        for module in [module for name, module in sys.modules.items() if name.startswith(MOVED)]:
            for real, own in ours.items():
                if getattr(module, real.__name__, None) is real:
                    patch.setattr(module, real.__name__, own)
        yield moved
