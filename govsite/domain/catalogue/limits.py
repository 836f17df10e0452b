"""Limits (办理时限): a number with its unit, how one is worded, and when one is certainly longer than another.

Of two limits with the same unit the numbers are compared. Others are compared by the natural days that they take at
least and at most: a month takes 30 days, n working days at least n and two more for every five beyond the first five
(a week in which both days of a weekend are worked instead of others happens, two such weeks in a row do not), at most
half as many again and a fortnight, for weekends and the longest holidays. A promise is found too long only where its
least is more than the statute's most.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from govsite.models.item import MONTHS, NATURAL_DAYS, WORKING_DAYS

AT_ONCE = "当场办结"
COUNTERS: Mapping[str, str] = {WORKING_DAYS: "个工作日", NATURAL_DAYS: "日", MONTHS: "个月"}
DAYS_A_MONTH = 30
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"两": 2}
_UNITS = {"工作日": WORKING_DAYS, "自然日": NATURAL_DAYS, "日历日": NATURAL_DAYS, "月": MONTHS}
_UNITS |= {"日": NATURAL_DAYS, "天": NATURAL_DAYS}
_WRITTEN = re.compile(
    r"(?<![0-9年月第])(?P<number>[0-9]{1,4}|[〇一二三四五六七八九十两]{1,3})\s*"
    r"(?:个?(?P<days>工作日|自然日|日历日|日|天)|个(?P<months>月))"
)


class Limit(NamedTuple):
    """So many working days (工作日), natural days (日) or months (月); none at all is at once."""

    number: int
    unit: str = WORKING_DAYS

    def __str__(self) -> str:
        return f"{self.number} {COUNTERS[self.unit]}" if self.number else AT_ONCE

    @property
    def promised(self) -> str:
        """With the word for what an office promises."""
        return f"承诺 {self}" if self.number else AT_ONCE

    @property
    def least(self) -> int:
        """The natural days that it takes at least."""
        if self.unit == MONTHS:
            return self.number * DAYS_A_MONTH
        weekends = max(0, (self.number - 1) // 5 - 1) if self.unit == WORKING_DAYS else 0
        return self.number + 2 * weekends

    @property
    def most(self) -> int:
        """The natural days that it takes at most."""
        if self.unit == WORKING_DAYS:
            return self.number * 3 // 2 + 14
        return self.least

    def exceeds(self, other: Limit) -> bool:
        """Whether it is certainly longer."""
        if self.unit == other.unit:
            return self.number > other.number
        return self.least > other.most

    @property
    def clock(self) -> tuple[int, bool]:
        """What the clock of a case runs by: days, and whether natural ones; a month is DAYS_A_MONTH."""
        if self.unit == MONTHS:
            return self.number * DAYS_A_MONTH, True
        return self.number, self.unit == NATURAL_DAYS


def longer(promised: Limit, statutory: Limit) -> str:
    """Why a promise is longer than the law allows, the end of a sentence; "" where it is not, or not certainly."""
    if not promised.exceeds(statutory):
        return ""
    if promised.unit == statutory.unit:
        return f"不能超过法定办结时限 {statutory}"
    return (
        f"不能超过法定办结时限 {statutory}：{promised}至少要 {promised.least} 日，{statutory}最多 {statutory.most} 日"
    )


def own_or(number: int | None, unit: str, item: Limit) -> Limit:
    """What a site promises: its own number, in its own unit or else the item's; the item's where it has none."""
    return item if number is None else Limit(number, unit or item.unit)


def written(text: str) -> list[Limit]:
    """The limits that a text names, in their order."""
    found = _WRITTEN.finditer(text)
    return [Limit(_number(each["number"]), _UNITS[each["days"] or each["months"]]) for each in found]


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(str(_DIGITS[digit]) for digit in tens))
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
