"""Telephone numbers as offices write them."""

from __future__ import annotations

import re

_AREA = re.compile(r"^[（(]?0\d{2,3}[）)]?[-— ]?(?=\d)")
_DIGITS = re.compile(r"\D")


def is_same_line(one: str, other: str) -> bool:
    """Whether two numbers ring at the same place: 0717-12345 is 12345 dialled from elsewhere."""
    return _bare(one) == _bare(other)


def _bare(phone: str) -> str:
    return _DIGITS.sub("", _AREA.sub("", phone.strip()))
