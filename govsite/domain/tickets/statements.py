"""What statistics have in common (统计): the months they tell of, and how a share is said."""

from __future__ import annotations

MONTHS = 12
LEAST_PERCENT = 10  # of fewer no per cent are told: 100 % of one letter says nothing
NO_DEPARTMENT = "尚未分办"


def month_name(number: int) -> str:
    """``2026年11月`` for the number of a month (``tallies.month_of``)."""
    year, month = divmod(number, 12)
    return f"{year}年{month + 1}月"


def share(part: int, whole: int) -> str:
    """``87%``, ``2/3`` of a few, "" of nothing; rounded down, since 99.9 % in time is not all in time."""
    if whole < LEAST_PERCENT:
        return f"{part}/{whole}" if whole > 0 else ""
    return f"{part * 100 // whole}%"
