"""Whether an office is open today, by the words for its hours."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from govsite.config import PROJECT
from govsite.domain.common.opening import on_day, read_hours
from govsite.domain.common.workdays import Calendar, Special

WEEK = "周一至周五 9:00—12:00、13:30—17:00"
SATURDAY = f"{WEEK}；周六 9:00—12:00（综合窗口）"
CALENDAR = Calendar(
    {
        date(2026, 10, 1): Special(False, "国庆节"),
        date(2026, 10, 3): Special(False, "国庆节"),
        date(2026, 10, 10): Special(True, "国庆节调休"),
    }
)


@pytest.mark.parametrize(
    ("hours", "day", "said"),
    [
        (WEEK, date(2026, 11, 30), "今天（11月30日，周一）9:00—12:00、13:30—17:00 开"),
        (WEEK, date(2026, 11, 28), "今天（11月28日，周六）不开"),
        (SATURDAY, date(2026, 11, 28), "今天（11月28日，周六）9:00—12:00（综合窗口） 开"),
        (SATURDAY, date(2026, 11, 29), "今天（11月29日，周日）不开"),
        (WEEK, date(2026, 10, 1), "今天（10月1日，周四）不开：国庆节放假"),
        (SATURDAY, date(2026, 10, 3), "今天（10月3日，周六）不开：国庆节放假"),
        (SATURDAY, date(2026, 10, 10), "今天（10月10日，周六）9:00—12:00、13:30—17:00 开"),
        ("每天 9:00—21:00", date(2026, 10, 1), ""),
        ("每天 9:00—21:00", date(2026, 11, 29), "今天（11月29日，周日）9:00—21:00 开"),
        ("工作日 9:00-17:00", date(2026, 11, 30), "今天（11月30日，周一）9:00-17:00 开"),
        ("周二、周四 9:00—11:30", date(2026, 11, 30), "今天（11月30日，周一）不开"),
        (WEEK, date(2031, 3, 3), ""),
        *((hours, date(2026, 11, 30), "") for hours in ("", "上午", "周六上午", "24小时", f"{WEEK}，节假日除外", "；")),
        *((f"{WEEK}{end}", date(2026, 11, 30), "") for end in ("；周六预约", "；冬季 9:00—16:30", "、")),
    ],
)
def test_what_is_said_of_a_day(hours: str, day: date, said: str) -> None:
    assert on_day(hours, day, CALENDAR) == said


def test_the_hours_of_all_halls_can_be_read() -> None:
    with (PROJECT / "demo" / "halls.csv").open(encoding="utf-8") as file:
        halls = [row for row in csv.DictReader(file) if row["kind"] in ("政务服务大厅", "便民服务中心")]
    assert len(halls) > 150 and not {row["hours"] for row in halls if not read_hours(row["hours"])}
