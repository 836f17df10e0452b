"""Working days: the real schedules of 2025 and 2026, and estimates for every other year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.demo.sources import DEMO
from govsite.domain.common import workdays
from govsite.domain.common.statutory_days import statutory_name
from govsite.domain.common.workday_words import counted, left_out
from govsite.domain.common.workdays import Calendar, Due, Special, calendar, read_calendar
from govsite.domain.importing import IMPORTERS, read_table
from govsite.models import Workday
from tests.apps import statements
from tests.importing.samples import load_table

HOLIDAYS = read_table("holidays.csv", DEMO / "holidays.csv")
REAL = Calendar(
    {date.fromisoformat(row["day"]): Special(row["working"] == "1", row["name"]) for row in HOLIDAYS.dicts()}
)
EMPTY = Calendar({})
DAYS = st.dates()
LIMITS = st.integers(0, 40)
CALENDARS = st.sampled_from([REAL, EMPTY])


def days_after(start: date, last: date) -> list[date]:
    return [start + timedelta(number) for number in range(1, (last - start).days + 1)]


@pytest.mark.parametrize(
    ("start", "limit", "words", "without"),
    [
        (date(2026, 11, 29), 5, "5 个工作日，11月30日至12月4日", ""),
        (date(2026, 11, 27), 1, "1 个工作日，11月30日", "11月28日至11月29日（周末）"),
        (date(2026, 9, 30), 5, "5 个工作日，10月8日至10月13日", "10月1日至10月7日（国庆节）、10月11日（周末）"),
        (date(2026, 2, 13), 3, "3 个工作日，2月14日至2月25日", "2月15日至2月23日（春节）"),
        (date(2025, 9, 27), 3, "3 个工作日，9月28日至9月30日", ""),
    ],
)
def test_the_schedules_are_those_of_the_state_council(start: date, limit: int, words: str, without: str) -> None:
    due = REAL.due(start, limit)
    assert (counted(due), left_out(due), due.estimated) == (words, without, False)


def test_swapped_weekends_are_worked() -> None:
    swapped = {day for day, special in REAL.special.items() if special.working}
    assert len(swapped) == 11 and all(day.weekday() >= 5 and REAL.is_worked(day) for day in swapped)


@pytest.mark.parametrize(("year", "worked"), [(2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_the_law_leaves(year: int, worked: int) -> None:
    """365 days, 104 of weekends, 13 statutory ones (those that fall on a weekend are made up for)."""
    assert sum(REAL.is_worked(day) for day in days_after(date(year - 1, 12, 31), date(year, 12, 31))) == worked


@given(CALENDARS, DAYS, LIMITS)
def test_a_limit_counts_the_working_days_up_to_its_end(known: Calendar, start: date, limit: int) -> None:
    due = known.due(start, limit)
    between = days_after(start, due.day)
    worked = [day for day in between if known.is_worked(day)]
    off = {day for span in due.left_out for day in days_after(span.first - timedelta(1), span.last)} if limit else set()
    assert off == set(between) - set(worked)
    assert due.estimated == any(not known.is_known(day) for day in between)
    if due.day < date.max:
        assert len(worked) == limit
    if worked:
        assert (due.first, due.day) == (worked[0], worked[-1]) or due.day == date.max
    assert counted(due)


@given(CALENDARS, DAYS, LIMITS, LIMITS)
def test_limits_can_be_put_together(known: Calendar, start: date, one: int, other: int) -> None:
    assert known.due(known.due(start, one).day, other).day == known.due(start, one + other).day


@given(CALENDARS, DAYS, LIMITS)
def test_who_begins_later_or_has_more_time_ends_no_earlier(known: Calendar, start: date, limit: int) -> None:
    due = known.due(start, limit)
    assert known.due(start, limit + 1).day >= due.day
    assert start == date.max or known.due(start + timedelta(1), limit).day >= due.day


@given(st.integers(0, 40))
def test_a_day_outside_the_schedules_is_an_estimate(limit: int) -> None:
    assert REAL.due(date(2027, 1, 1), limit).estimated is (limit > 0)
    assert EMPTY.due(date(2026, 11, 29), limit).estimated is (limit > 0)


def test_the_last_days_of_a_year_wait_for_the_next_schedule() -> None:
    assert not REAL.due(date(2026, 12, 27), 1).estimated and REAL.due(date(2026, 12, 28), 1).estimated
    assert not REAL.due(date(2025, 12, 28), 3).estimated
    other_years = Calendar({date(2025, 12, 31): Special(False, "元旦")})
    assert not other_years.is_known(date(2025, 6, 2)), "a day of the next schedule is no schedule of this year"
    assert other_years.why_off(date(2025, 12, 31)) == "元旦"


def test_estimates_know_the_statutory_days() -> None:
    due = REAL.due(date(2027, 2, 4), 3)  # 除夕 is a Friday, the three days after it end on a Monday
    assert (due.day, left_out(due)) == (
        date(2027, 2, 11),
        "2月5日（除夕）、2月6日至2月8日（春节）",
    )
    assert counted(REAL.due(date(2026, 12, 30), 2)) == "2 个工作日，2026年12月31日至2027年1月4日"


@pytest.mark.parametrize("year", range(2027, 2036))
def test_each_year_until_2035_has_its_13_statutory_days(year: int) -> None:
    named = [name for day in days_after(date(year - 1, 12, 31), date(year, 12, 31)) if (name := statutory_name(day))]
    alone = 12 if year in (2028, 2031) else 13  # 中秋节 on a day of 国庆节
    assert len(named) == alone and set(named) >= {"元旦", "除夕", "春节", "清明节", "端午节", "中秋节", "国庆节"}


def test_those_with_schedules_are_in_them() -> None:
    for day in days_after(date(2024, 12, 31), date(2026, 12, 31)):
        assert not statutory_name(day) or not REAL.is_worked(day)


@pytest.mark.parametrize("known", [REAL, EMPTY])
def test_no_year_raises(known: Calendar) -> None:
    assert known.due(date.max, 5).day == date.max
    assert known.due(date.min, 5).day == date(1, 1, 8)
    with pytest.raises(ValueError, match="negative"):
        known.due(date(2026, 1, 1), -1)


def test_nothing_is_waited_for() -> None:
    day = date(2026, 10, 3)
    assert REAL.due(day, 0) == Due(0, day, day, (), False)


def test_the_table_is_imported_and_read(session: Session) -> None:
    report = load_table(session, IMPORTERS["holidays"], HOLIDAYS)
    assert (report.errors, report.created) == ([], len(HOLIDAYS.rows))
    assert read_calendar(session) == REAL
    assert load_table(session, IMPORTERS["holidays"], HOLIDAYS).unchanged == len(HOLIDAYS.rows)


def test_a_process_reads_once_in_a_while(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workdays, "FRESH_SECONDS", 3600.0)
    new_year = date(2031, 10, 1)
    with portal.app_context():
        calendar()
    with portal.app_context(), statements(portal) as seen:
        assert calendar().is_known(new_year) is False and not seen
        with writing() as session:
            session.add(Workday(day=new_year, working=False, name="国庆节", source="国办发明电"))
    monkeypatch.setattr(workdays._kept(_engine(portal)), "until", 0.0)
    with portal.app_context(), statements(portal) as seen:
        assert [calendar().is_known(new_year) for _ in range(3)] == [True] * 3 and len(seen) == 1


def _engine(app: Flask) -> object:
    with app.app_context():
        return workdays.reading().get_bind()
