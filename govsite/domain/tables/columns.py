"""Columns of a table and the parsers of their cells.

A parser takes the clean text of a cell that is not blank and returns the value, or raises ValueError with the reason
in Chinese. Lists are separated by ";" or, where a cell has none, by line breaks; records are lists whose fields are
separated by "|".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from govsite.characters import narrow, one_line
from govsite.models.base import IN_USE

MOST_PARTS = 1000  # of a list in one cell
MOST_COMPARED = 200  # characters of a wrong word
MOST_GUESSES = 20  # what was meant by a wrong word is guessed so often in a table: it takes time
YES_NO = {"1": True, "是": True, "true": True, "0": False, "否": False, "false": False}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in files, the label that may stand there instead, and how its cells become values.

    ``attribute`` is the model's attribute where it is not the name. A blank cell, or a column that a file
    does not have for a new row, gives ``default`` (called when callable) unless it is required.
    ``resolve`` turns a parsed value into what it refers to, given what the rows are looked up in, or raises ValueError.
    ``lines`` says that its parser is given the line breaks of a cell. ``also`` are other names of it in files.
    ``write`` makes a cell of a value again, where ``writing.cell_of`` cannot tell from the parser.
    """

    name: str
    label: str
    parse: Callable[[str], Any]
    required: bool = False
    default: Any = ""
    attribute: str = ""
    resolve: Callable[[Any, Any], Any] | None = None
    ignored: bool = False
    lines: bool = False
    also: tuple[str, ...] = ()
    write: Callable[[Any], str] | None = None

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
    """Text of a form; letters and digits of full width are read as those that they stand for."""
    compiled = re.compile(regex)

    def parse(cell: str) -> str:
        if compiled.fullmatch(cell):
            return cell
        if not compiled.fullmatch(cell := narrow(cell)):
            raise ValueError(reason)
        return cell

    return parse


def whole(low: int, high: int, *units: str) -> Callable[[str], int]:
    """A whole number from low to high, one of the units behind it or none."""

    def parse(cell: str) -> int:
        cell = narrow(cell)
        for unit in units:
            cell = cell.removesuffix(unit).rstrip()
        if not (cell.isascii() and cell.isdigit() and low <= int(cell[:9]) <= high and len(cell) <= 9):
            raise ValueError(f"应为 {low} 到 {high} 的整数")
        return int(cell)

    return parse


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of the words of a mapping, with or without regard to case and width; ``also`` are such as are not listed."""

    values: Mapping[str, Any]
    also: Mapping[str, Any]

    @property
    def words(self) -> tuple[str, ...]:
        """What can be chosen."""
        return tuple(self.values)

    def __call__(self, cell: str) -> Any:
        """The value of a word."""
        known = {**self.also, **self.values}
        for word in (cell, cell.lower(), narrow(cell).lower()):
            if word in known:
                return known[word]
        raise ValueError(f"应为下列之一：{'、'.join(self.values)}")


def choice(values: Mapping[str, Any], also: Mapping[str, Any] | None = None) -> Choice:
    """A parser of words; ``also`` are further ones that no sentence names."""
    return Choice(values, also or {})


def one_of(*values: str) -> Choice:
    """One of the words."""
    return choice({value: value for value in values})


yes_no = choice(YES_NO)
in_use = one_of(IN_USE, "停用")  # of what is not an item


def slug(most: int) -> Callable[[str], str]:
    """A name for addresses, of at most so many characters."""
    short, formed = text(most), pattern(r"[a-z0-9]+(-[a-z0-9]+)*", "只能用小写字母、数字和中间的短横")
    return lambda cell: formed(short(cell))


def parts(cell: str, separators: str = ";") -> list[str]:
    """The parts of a cell, each in one line; raises for an empty one and for more than anybody writes."""
    wanted = separators if any(sign in cell for sign in separators) else "\n"
    if sum(cell.count(sign) for sign in wanted) > MOST_PARTS:
        raise ValueError(f"最多写 {MOST_PARTS} 项，请拆开或者删短")
    found = [one_line(part.strip()) for part in re.split(f"[{re.escape(wanted)}]", cell.rstrip(wanted + " \n"))]
    if wanted == "\n":
        return [part for part in found if part]
    if not all(found):
        raise ValueError(f"两个“{separators[0]}”之间是空的")
    return found


@dataclass(frozen=True, slots=True, eq=False)
class ListOf:
    """A list without repetitions."""

    parse: Callable[[str], Any]
    separators: str

    def __call__(self, cell: str) -> list[Any]:
        """The values of a cell."""
        values: dict[Any, None] = {}
        for part in parts(cell, self.separators):
            if (value := self.parse(part)) in values:
                raise ValueError(f"“{value}”写了两遍")
            values[value] = None
        return [*values]


def list_of(parse: Callable[[str], Any], separators: str = ";") -> ListOf:
    """A parser of lists."""
    return ListOf(parse, separators)


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """A list of records with the fields ``names``; the first ``least`` may not be blank."""

    names: tuple[str, ...]
    least: int
    parsers: Mapping[str, Callable[[str], Any]]

    def __call__(self, cell: str) -> list[dict[str, Any]]:
        """The records of a cell."""
        return [self._one(record) for record in parts(cell)]

    def _one(self, record: str) -> dict[str, Any]:
        cells, fields = [part.strip() for part in record.split("|")], "|".join(self.names)
        if len(cells) > len(self.names):
            raise ValueError(f"“{record}”有 {len(cells)} 段，最多 {len(self.names)} 段：{fields}")
        cells += [""] * (len(self.names) - len(cells))
        if not all(cells[: self.least]):
            raise ValueError(f"“{record}”的前 {self.least} 段不能空：{fields}")
        try:
            return {n: self.parsers.get(n, str)(cell) for n, cell in zip(self.names, cells, strict=True)}
        except ValueError as error:
            raise ValueError(f"“{record}”：{error}") from None


def records(fields: str, least: int = 1, parsers: Mapping[str, Callable[[str], Any]] | None = None) -> Records:
    """A parser of records: ``fields`` is their names with "|" between."""
    return Records(tuple(fields.split("|")), least, parsers or {})


_COLON = re.compile("[:：]")
_UNITS = re.compile(r"(?:（[^（）]*）|[^、，])+")  # separators inside brackets are a unit's own


@dataclass(frozen=True, slots=True, eq=False)
class Floors:
    """A list of the floors of a hall with their counters, as "1楼：综合受理、公安窗口;2楼：…"."""

    names: tuple[str, str] = ("floor", "units")
    labels: tuple[str, str] = ("楼层", "窗口，用“、”分开")

    def __call__(self, cell: str) -> list[dict[str, Any]]:
        """The floors of a cell."""
        floors = []
        for part in parts(cell):
            name, _, units = _COLON.sub("：", part, count=1).partition("：")
            if not name or not units:
                raise ValueError(f"“{part}”应写成“1楼：综合窗口、公安窗口”的样子")
            floors.append({"floor": name.strip(), "units": [u.strip() for u in _UNITS.findall(units) if u.strip()]})
        return floors


class Unknown(ValueError):  # noqa: N818
    """A word of a cell is none of those that it may be; what was meant can be guessed."""

    def __init__(self, reason: str, word: str, options: Iterable[str]) -> None:
        super().__init__(reason)
        self.word, self.options = word, options


class Guesses:
    """Which known word may have been meant: of the same wrong word once, of others only of the first ones."""

    def __init__(self) -> None:
        self._made: dict[str, str] = {}

    def near(self, word: str, options: Iterable[str]) -> str:
        """The end of a sentence that says it, or nothing but a stop."""
        if word not in self._made:
            if len(self._made) >= MOST_GUESSES:
                return "。"
            self._made[word] = near(word, options)
        return self._made[word]


def near(word: str, options: Iterable[str]) -> str:
    """The end of a sentence that says which known word may have been meant, or nothing but a stop."""
    close = get_close_matches(word[:MOST_COMPARED], list(options), 1, 0.5)
    return f"，是不是“{close[0]}”？" if close else "。"
