"""Columns of a table and the parsers of their cells.

A parser takes the stripped text of a cell that is not blank and returns the value, or raises ValueError with
the reason in Chinese. Lists are separated by ";", records by ";" with their fields by "|".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from govsite.models.base import IN_USE

YES_NO = {"1": True, "是": True, "true": True, "0": False, "否": False, "false": False}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in files, the label that may stand there instead, and how its cells become values.

    ``attribute`` is the model's attribute where it is not the name. A blank cell, or a column that a file
    does not have for a new row, gives ``default`` (called when callable) unless it is required.
    ``resolve`` turns a parsed value into what it refers to, given what the rows are looked up in, or raises ValueError.
    """

    name: str
    label: str
    parse: Callable[[str], Any]
    required: bool = False
    default: Any = ""
    attribute: str = ""
    resolve: Callable[[Any, Any], Any] | None = None
    ignored: bool = False

    @property
    def field(self) -> str:
        """The model's attribute."""
        return self.attribute or self.name

    def blank(self) -> Any:
        """The value of a blank cell."""
        return self.default() if callable(self.default) else self.default


def text(most: int) -> Callable[[str], str]:
    """Text of at most so many characters."""

    def parse(cell: str) -> str:
        if len(cell) > most:
            raise ValueError(f"最多 {most} 个字，现有 {len(cell)} 个")
        return cell

    return parse


def pattern(regex: str, reason: str) -> Callable[[str], str]:
    """Text of a form."""
    compiled = re.compile(regex)

    def parse(cell: str) -> str:
        if not compiled.fullmatch(cell):
            raise ValueError(reason)
        return cell

    return parse


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number from low to high."""

    def parse(cell: str) -> int:
        if not (cell.isascii() and cell.isdigit() and low <= int(cell[:9]) <= high and len(cell) <= 9):
            raise ValueError(f"应为 {low} 到 {high} 的整数")
        return int(cell)

    return parse


def choice(values: Mapping[str, Any]) -> Callable[[str], Any]:
    """One of the words of a mapping, with or without regard to case."""

    def parse(cell: str) -> Any:
        try:
            return values[cell if cell in values else cell.lower()]
        except KeyError:
            raise ValueError(f"应为下列之一：{'、'.join(values)}") from None

    return parse


def one_of(*values: str) -> Callable[[str], str]:
    """One of the words."""
    return choice({value: value for value in values})


yes_no = choice(YES_NO)
in_use = one_of(IN_USE, "停用")  # of what is not an item


def slug(most: int) -> Callable[[str], str]:
    """A name for addresses, of at most so many characters."""
    short, formed = text(most), pattern(r"[a-z0-9]+(-[a-z0-9]+)*", "只能用小写字母、数字和中间的短横")
    return lambda cell: formed(short(cell))


def iso_date(cell: str) -> date:
    """A day, as 2026-11-01."""
    try:
        return date.fromisoformat(cell.replace("/", "-"))
    except ValueError:
        raise ValueError("应为日期，写成 2026-11-01 的样子") from None


def parts(cell: str, separator: str = ";") -> list[str]:
    """The parts of a cell, stripped; raises for an empty one."""
    found = [part.strip() for part in cell.rstrip(separator + " ").split(separator)]
    if not all(found):
        raise ValueError(f"两个“{separator}”之间是空的")
    return found


def list_of(parse: Callable[[str], Any]) -> Callable[[str], list[Any]]:
    """A list without repetitions."""

    def parse_all(cell: str) -> list[Any]:
        values = [parse(part) for part in parts(cell)]
        if len(set(values)) != len(values):
            twice = next(v for v in values if values.count(v) > 1)
            raise ValueError(f"“{twice}”写了两遍")
        return values

    return parse_all


def records(
    fields: str, least: int = 1, parsers: Mapping[str, Callable[[str], Any]] | None = None
) -> Callable[[str], list[dict[str, Any]]]:
    """A list of records: ``fields`` is their names with "|" between; the first ``least`` may not be blank."""
    names = fields.split("|")
    special = parsers or {}

    def parse_one(record: str) -> dict[str, Any]:
        cells = [part.strip() for part in record.split("|")]
        if len(cells) > len(names):
            raise ValueError(f"“{record}”有 {len(cells)} 段，最多 {len(names)} 段：{fields}")
        cells += [""] * (len(names) - len(cells))
        if not all(cells[:least]):
            raise ValueError(f"“{record}”的前 {least} 段不能空：{fields}")
        try:
            return {n: special.get(n, str)(cell) for n, cell in zip(names, cells, strict=True)}
        except ValueError as error:
            raise ValueError(f"“{record}”：{error}") from None

    return lambda cell: [parse_one(record) for record in parts(cell)]


phone = pattern(r"(?=.*\d{3})[\d（）()\-—转、，, ]{3,64}", "应为电话号码，写成 0717-6219300 的样子，多个用“、”分开")


def near(word: str, options: Iterable[str]) -> str:
    """The end of a sentence that says which known word may have been meant, or nothing but a stop."""
    close = get_close_matches(word, list(options), 1, 0.5)
    return f"，是不是“{close[0]}”？" if close else "。"
