"""Citizens' ID numbers (公民身份号码, GB 11643-1999): eighteen characters, the last one a check character.

The first six are never looked up: areas are renamed and dissolved, 81, 82 and 83 stand for residents from Hong Kong,
Macao and Taiwan, and numbers of permanent residents from abroad (外国人永久居留身份证) begin with 9.
"""

from __future__ import annotations

import re
from datetime import date

from govsite.domain.common.days import today
from govsite.models import normal

_NUMBER = re.compile(r"[1-9]\d{16}[\dX]")
_OLD = re.compile(r"\d{15}|[A-Z]{3}\d{12}")  # of the first generation; of permanent residents until 2023
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
OLDEST = 130  # years
LENGTH = 18


def fault(text: str) -> str:
    """Why a text is no ID number, as a sentence; "" for one that can be. Blanks, full width and a small x are read."""
    number = normal.plain(text)
    if _OLD.fullmatch(number):
        return "15 位的是旧证号。请写新证上的 18 位；还没有换证的，请到窗口办理。"
    if len(number) != LENGTH:
        return f"身份证号是 {LENGTH} 位，现在有 {len(number)} 位。"
    if not _NUMBER.fullmatch(number):
        return "身份证号是 17 位数字，最后一位是数字或者 X。"
    born = birth_date(number)
    if born is None or born > today() or today().year - born.year > OLDEST:
        return "第 7 到 14 位不是出生日期，请核对。"
    if check_character(number[:-1]) != number[-1]:
        return "身份证号和最后一位对不上，请逐位核对。"
    return ""


def birth_date(number: str) -> date | None:
    """The day that an ID number names, None where it names none."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def age(number: str) -> int | None:
    """How many years old (周岁) who has an ID number is today, one more from a birthday on; None for no number."""
    born, now = birth_date(normal.plain(number)), today()
    if born is None:
        return None
    return now.year - born.year - ((now.month, now.day) < (born.month, born.day))


def check_character(first: str) -> str:
    """The last character for the first seventeen digits."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def masked(number: str) -> str:
    """An ID number that only who knows it recognises (4201**********123X)."""
    return f"{number[:4]}{'*' * (LENGTH - 8)}{number[-4:]}" if len(number) == LENGTH else "****"


def masked_name(name: str) -> str:
    """A name with all but its last character left out (*三)."""
    return "*" * (len(name) - 1) + name[-1:] if len(name) > 1 else name
