"""Whether an office is open on a day, by the words for its hours (办公时间); nothing where they are unclear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from govsite.domain.common.workdays import Calendar

DAYS = "一二三四五六日"
WORKED = frozenset(range(5))
WEEKEND = "周末"
MOST_TEXTS = 4_000
_TIME = r"\d{1,2}[:：]\d{2}"
_SPAN = rf"{_TIME}\s*(?:—{{1,2}}|－|-|–|~|～|至)\s*{_TIME}"
_PART = re.compile(
    rf"(?P<days>[^\d\s]+)\s*(?P<spans>{_SPAN}(?:[、，,]\s*{_SPAN})*)\s*(?:（(?P<note>[^（）]{{1,40}})）)?"
)
_RANGE = re.compile(rf"(?:周|星期)([{DAYS}])[至到—-](?:周|星期)?([{DAYS}])")
_ONES = re.compile(rf"(?:周|星期)([{DAYS}])(?:、(?:周|星期)?([{DAYS}]))*")
_SIGN = re.compile(rf"[{DAYS}]")


class Hours(NamedTuple):
    """The days of a week (0 is Monday) on which somebody is there at some times, as they are written."""

    days: frozenset[int]
    spans: str
    note: str


@lru_cache(maxsize=MOST_TEXTS)
def read_hours(text: str) -> tuple[Hours, ...]:
    """The parts of a text like 周一至周五 9:00—12:00、13:30—17:00；周六 9:00—12:00（综合窗口）; none of any other."""
    found = []
    for part in re.split(r"[；;]", text.strip().rstrip("。；;")):
        match = _PART.fullmatch(part.strip())
        days = frozenset(_days(match["days"])) if match else frozenset()
        if not match or not days:
            return ()
        found.append(Hours(days, match["spans"], match["note"] or ""))
    return tuple(found)


def _days(words: str) -> Iterator[int]:
    if words in ("工作日", "法定工作日"):
        yield from WORKED
    elif words in ("每天", "每日"):
        yield from range(7)
    elif span := _RANGE.fullmatch(words):
        first, last = (DAYS.index(sign) for sign in span.groups())
        yield from range(first, last + 1)
    elif _ONES.fullmatch(words):
        yield from map(DAYS.index, _SIGN.findall(words))


def on_day(text: str, day: date, calendar: Calendar) -> str:
    """When an office with these hours is open on a day, "" where nobody can tell: the words or the day are unclear."""
    hours = read_hours(text)
    if not hours or not calendar.is_known(day):
        return ""
    why, weekday = calendar.why_off(day), day.weekday()
    if why and why != WEEKEND:
        return "" if any(len(part.days) == 7 for part in hours) else f"{named(day)}不开：{why}放假"  # noqa: PLR2004
    worked = 0 if not why and weekday not in WORKED else weekday  # 调休: as on the other days that are worked
    open_ = [part for part in hours if worked in part.days]
    if not open_:
        return f"{named(day)}不开"
    told = "；".join(f"{part.spans}{f'（{part.note}）' if part.note else ''}" for part in open_)
    return f"{named(day)}{told} 开"


def named(day: date) -> str:
    """今天（11月30日，周一）: with its date, so that who reads it later sees what it was said of."""
    return f"今天（{day.month}月{day.day}日，周{DAYS[day.weekday()]}）"
