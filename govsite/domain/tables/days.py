"""Cells of days, as people and Excel write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

FORM = "应为日期，写成 2026-11-01 的样子"
SERIAL = "是 Excel 里日期的序号：请把这一列设成日期或者文本，写成 2026-11-01 的样子"
_DAY = re.compile(
    r"([0-9]{4})(?: ?年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]"
    r"|(?P<sign>[-/.])([0-9]{1,2})(?P=sign)([0-9]{1,2}))(?: 0{1,2}:00(?::00)?)?"
)
_SERIAL = re.compile(r"[3-6][0-9]{4}")


def day(cell: str) -> date:
    """A day written as 2026-11-01, 2026/11/1, 2026.11.1 or 2026年11月1日."""
    narrow = unicodedata.normalize("NFKC", cell)
    found = _DAY.fullmatch(narrow)
    if not found:
        raise ValueError(SERIAL if _SERIAL.fullmatch(narrow) else FORM)
    year, *rest = (part for part in found.groups() if part and part.isdigit())
    try:
        return date(int(year), int(rest[0]), int(rest[1]))
    except ValueError:
        raise ValueError("没有这一天，请核对年、月、日") from None
