"""A case around New Year: one day for its number, its clock and its figures, and months that belong to their years."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from govsite.database.session import reading
from govsite.domain.cases import deciding, office, supervision
from govsite.domain.cases.serials import read_serial
from govsite.domain.common.days import ZONE
from govsite.domain.tickets.desks import Desk
from govsite.models import Case, Ticket
from tests.apps import site_of
from tests.cases.counted import check_tallies
from tests.cases.moving_clock import MovingClock, moving
from tests.cases.racing import NONE, desk, hand, take_in

__all__ = ["desk"]
NEW_YEAR = date(2027, 1, 1)
MIDNIGHT = datetime(2026, 12, 31, 16, tzinfo=UTC)  # in Beijing


class Ticking(MovingClock):
    """A clock of which each look takes a while."""

    step = timedelta(0)

    @property
    def now(self) -> datetime:
        self.at += self.step
        return self.at

    @now.setter
    def now(self, moment: datetime) -> None:
        self.at = moment


@pytest.mark.parametrize("looks", range(4))
def test_who_comes_at_midnight_comes_on_one_day(window: Flask, desk: Desk, looks: int) -> None:
    """Midnight is behind each of the first looks at the clock once."""
    clock = Ticking(NEW_YEAR)
    clock.at, clock.step = MIDNIGHT - timedelta(seconds=looks) - timedelta(milliseconds=500), timedelta(seconds=1)
    with moving(clock), window.app_context():
        number = take_in(window, desk)
        ticket, case = reading().get_one(Ticket, number), reading().get_one(Case, number)
        day, serial = ticket.added.astimezone(ZONE).date(), read_serial(case.serial)
        assert serial and serial.day == day == ticket.started and f"BJ-{day:%Y%m%d}" in ticket.number
        reading().rollback()
        office.pass_on(hand(window, desk, number), "乙", "归他们管")
        check_tallies((desk.site_code, *desk.above), Counter())


def test_months_belong_to_their_years_and_no_holiday_moves_a_promise(window: Flask, desk: Desk) -> None:
    """Of 2027 no schedule is published yet: statutory days count, and what is said later moves nothing."""
    clock = MovingClock(date(2026, 12, 31))
    site = site_of(window, "xiling")
    with moving(clock), window.app_context():
        numbers = [take_in(window, desk) for _ in range(3)]
        for number in numbers:
            office.accept(hand(window, desk, number), NONE)
        due = reading().get_one(Ticket, numbers[0]).due
        assert due == date(2027, 1, 12), "1 January and two weekends do not count"
        reading().rollback()
        clock.go_to(NEW_YEAR)
        clock.publish(date(2027, 1, 4), working=False)
        december = supervision.last_month(reading(), site, clock.today)
        assert (december.label, december.of("received"), december.of("decided")) == ("2026年12月", 3, 0)
        clock.go_to(date(2027, 1, 12))
        for number in numbers:
            deciding.complete(hand(window, desk, number), "居民身份证", NONE)
        assert set(reading().scalars(select(Ticket.due))) == {due}
        months = {each.label: each for each in supervision.statement_of(reading(), site, clock.today).months}
        assert (months["2027年1月"].of("decided"), months["2027年1月"].of("on_time")) == (3, 3)
        assert (months["2026年12月"].of("received"), months["2026年12月"].of("decided")) == (3, 0)
        clock.go_to(date(2027, 2, 1))
        assert supervision.last_month(reading(), site, clock.today).of("decided") == 3


def test_a_leap_day_is_a_day(window: Flask, desk: Desk) -> None:
    clock = MovingClock(date(2028, 2, 28))
    intake: dict[str, Any] = {"limit": 1, "calendar_days": True}
    with moving(clock), window.app_context():
        number = take_in(window, desk, **intake)
        assert reading().get_one(Ticket, number).due == date(2028, 2, 29)
        clock.go_to(date(2028, 2, 29))
        serial = read_serial(reading().get_one(Case, take_in(window, desk)).serial)
        assert serial and serial.day == date(2028, 2, 29)
