"""Statutory holidays (法定节假日), for years whose schedule the State Council has not published yet.

全国年节及纪念日放假办法 (2024), article 2: 13 days. Which other days go with them, and which weekends are worked for
them, only the notice of each November says.
"""

from __future__ import annotations

from datetime import date, timedelta

_FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
_MOVING = ("除夕", "清明节", "端午节", "中秋节")
_SPRING_FESTIVAL_DAYS = 3  # after its eve
# Months and days of _MOVING, which follow the moon and the sun; written out from the package holidays.
_DATES = {
    2025: "0128 0404 0531 1006",
    2026: "0216 0405 0619 0925",
    2027: "0205 0405 0609 0915",
    2028: "0125 0404 0528 1003",
    2029: "0212 0404 0616 0922",
    2030: "0202 0405 0605 0912",
    2031: "0122 0405 0624 1001",
    2032: "0210 0404 0612 0919",
    2033: "0130 0404 0601 0908",
    2034: "0218 0405 0620 0927",
    2035: "0207 0405 0610 0916",
}


def _moving() -> dict[date, str]:
    found: dict[date, str] = {}
    for year, texts in _DATES.items():
        days = [date(year, int(text[:2]), int(text[2:])) for text in texts.split()]
        found |= dict(zip(days, _MOVING, strict=True))
        found |= {days[0] + timedelta(number): "春节" for number in range(1, _SPRING_FESTIVAL_DAYS + 1)}
    return found


_BY_DAY = _moving()


def statutory_name(day: date) -> str:
    """The holiday that a day is, "" for none; after 2035 only those with a fixed date are known."""
    return _BY_DAY.get(day) or _FIXED.get((day.month, day.day), "")
