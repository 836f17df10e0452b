"""Template filters: how numbers, dates and addresses are said to a reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from babel.dates import format_date
from babel.numbers import format_decimal

from govsite.web.script import Typed

LOCALE = "zh_Hans_CN"


@lru_cache(maxsize=1024)
def long_date(day: date) -> str:
    """2026年11月3日."""
    return format_date(day, "y年M月d日", locale=LOCALE)


@lru_cache(maxsize=1024)
def number(value: int) -> str:
    """12,345."""
    return format_decimal(value, locale=LOCALE)


def quoted(text: str) -> Typed:
    """Text as one part of a URL's path or query."""
    return Typed(quote(str(text), safe=""))


def asis(text: str) -> Typed:
    """A value for machines or a name of a person: never converted to the other script."""
    return Typed(text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, split at blank lines."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def telephone(phone: str) -> Typed:
    """A phone number as a tel: address."""
    return Typed("tel:" + "".join(char for char in phone if char.isdigit() or char == "+"))


def pieces(text: str, marks: Sequence[str]) -> list[tuple[str, bool]]:
    """A text cut into runs, each with whether it is to be marked; marks may overlap."""
    low = text.lower()
    covered = bytearray(len(text))
    for mark in marks:
        at = low.find(mark)
        while at >= 0:
            covered[at : at + len(mark)] = b"\1" * len(mark)
            at = low.find(mark, at + 1)
    runs, start = [], 0
    for place in range(1, len(text) + 1):
        if place == len(text) or covered[place] != covered[start]:
            runs.append((text[start:place], bool(covered[start])))
            start = place
    return runs


FILTERS: dict[str, Callable[..., Any]] = {
    "long_date": long_date,
    "number": number,
    "quoted": quoted,
    "asis": asis,
    "paragraphs": paragraphs,
    "pieces": pieces,
    "telephone": telephone,
}
