"""The arithmetic of a limit in words, so that who waits can count along."""

from __future__ import annotations

from datetime import date

from govsite.domain.common.workdays import Due


def counted(due: Due, unit: str = "个工作日") -> str:
    """``5 个工作日，11月30日至12月4日``; with the years where they differ."""
    return f"{due.limit} {unit}，{_span(due.first, due.day)}"


def left_out(due: Due) -> str:
    """``10月1日至10月7日（国庆节）、10月11日（周末）``: the days that are not counted; "" where there are none."""
    return "、".join(f"{_span(span.first, span.last)}（{span.name}）" for span in due.left_out)


def _span(first: date, last: date) -> str:
    if first.year != last.year:
        return f"{_with_year(first)}至{_with_year(last)}"
    return _short(first) if first == last else f"{_short(first)}至{_short(last)}"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _with_year(day: date) -> str:
    return f"{day.year}年{_short(day)}"
