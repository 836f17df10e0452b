"""Telephone numbers as offices write them: several in one field, with area codes and extensions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from govsite.models import normal
from govsite.typed import Typed

HOTLINE = "12345"  # the national line of governments (政务服务便民热线), for questions and for complaints
DISCIPLINE = "12388"  # for reports about officials who break discipline (纪检监察), not for complaints about an office
SHORTEST_NUMBER = 3  # digits; "6219300/01" is one number with a second line
_SEPARATOR = re.compile(r"[、，,;；/]")
_AREA = re.compile(r"^[（(]?(0(?:10|2\d|[3-9]\d{2}))[）)]?[-— ]{0,2}(?=\d)")
# A number that is whole: what stands behind it is an extension.
_WHOLE = re.compile(
    r"(?:\+?86[- ]?)?(?:[（(]?0\d{2,3}[）)]?[-— ]{0,2}\d{5,8}|[48]00[- ]?\d{3}[- ]?\d{4}"
    r"|1[3-9]\d[- ]?\d{4}[- ]?\d{4}|[2-9]\d{6,7})(?!\d)"
)
_LOCAL = re.compile(r"[2-9]\d{6,7}")
_DIGITS = re.compile(r"[^\d+]")
_MOBILE = re.compile(r"1[3-9]\d{9}")


class Line(NamedTuple):
    """One number: ``text`` as it is written, ``digits`` to be dialled from anywhere, without an extension."""

    text: str
    digits: str


def lines(phone: str) -> tuple[Line, ...]:
    """The numbers of a field; a later one without an area code has the first one's. What is Typed is not remembered."""
    return _lines(phone) if type(phone) is Typed else _remembered(phone)


def _lines(phone: str) -> tuple[Line, ...]:
    found: list[Line] = []
    area = ""
    for text in _parts(phone):
        digits = _dialled(text)
        local = _AREA.match(text)
        area = area or (local[1] if local else "")
        found.append(Line(text, area + digits if _LOCAL.fullmatch(digits) else digits))
    return tuple(found)


_remembered = lru_cache(maxsize=4096)(_lines)


def is_mobile(phone: str) -> bool:
    """Whether a text is one mobile number of the mainland (手机号), however it is written."""
    return _MOBILE.fullmatch(normal.phone(phone)) is not None


def masked_phone(phone: str) -> str:
    """A mobile number that only who knows it recognises (138****1234)."""
    digits = normal.phone(phone)
    return f"{digits[:3]}****{digits[-4:]}" if is_mobile(phone) else "****"


def is_same_line(one: str, other: str) -> bool:
    """Whether two fields hold a number that rings at the same place: 0717-12345 is 12345 dialled from elsewhere."""
    return not _bare(one).isdisjoint(_bare(other))


def reach(enquiry: str, complaint: str, contact: str, hotline: str) -> tuple[str, str]:
    """Who answers: the office's own numbers; else the site's contact takes questions, the hotline (12345) complaints.

    The complaint is "" where one line takes both. The line of the discipline inspection is nobody's line of complaint.
    """
    enquiry = enquiry or contact or hotline
    told = complaint if complaint and not is_discipline(complaint) else hotline
    return enquiry, next((phone for phone in (told, hotline) if phone and not is_same_line(phone, enquiry)), "")


def is_discipline(phone: str) -> bool:
    """Whether a line of complaint is that of the discipline inspection, which takes none about how an office works."""
    return is_same_line(phone, DISCIPLINE)


def rings_alike(enquiry: str, complaint: str) -> bool:
    """Whether a complaint would ring where the enquiry rings; the hotline alone may take both."""
    return is_same_line(enquiry, complaint) and not is_same_line(enquiry, HOTLINE)


def _parts(phone: str) -> list[str]:
    """The numbers as written; what is too short for one stays with the number before it."""
    spans: list[tuple[int, int]] = []
    at = 0
    for separator in [*_SEPARATOR.finditer(phone), None]:
        end = separator.start() if separator else len(phone)
        digits = _DIGITS.sub("", phone[at:end])
        if len(digits) >= SHORTEST_NUMBER:
            spans.append((at, end))
        elif digits and spans:
            spans[-1] = (spans[-1][0], end)
        at = end + 1
    return [phone[begin:end].strip() for begin, end in spans]


def _dialled(text: str) -> str:
    whole = _WHOLE.match(text)
    number = whole.group() if whole else text.partition("转")[0]
    return _DIGITS.sub("", number) or _DIGITS.sub("", text)


def _bare(phone: str) -> set[str]:
    """The numbers of a field without their area codes."""
    return {_AREA.sub("", line.digits) for line in lines(phone)}
