"""Cells of records taken apart and put together: what a form has a field for each, made of a column's description."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from govsite.domain.tables.columns import Choice, Column, Floors, Records

Rows = list[dict[str, str]]
_NAMED = re.compile(r"[^：。|]+(?:\|[^：。|]+)+")
_WIDE = str.maketrans({"|": "｜", ";": "；", "\n": " "})  # signs of a cell's own, which a part cannot hold


class Fault(NamedTuple):
    """What is wrong with a part: the number of its record from 0, the part, a sentence."""

    row: int
    part: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RecordCell:
    """A column whose cells are records: the names of their parts and what they are called; ``least`` are wanted."""

    names: Sequence[str]
    labels: Sequence[str]
    least: int
    parsers: Mapping[str, Callable[[str], Any]]
    between: str

    def words(self, part: str) -> Sequence[str]:
        """What a part is chosen from; nothing where it is written."""
        parse = self.parsers.get(part)
        return parse.words if isinstance(parse, Choice) else ()

    def split(self, cell: str) -> Rows:
        """The records of a cell, whatever is wrong with them; what has too many parts keeps them in the last."""
        sign = ";" if ";" in cell else "\n"
        return [self._parts(record.strip()) for record in cell.split(sign) if record.strip()]

    def join(self, rows: Iterable[Mapping[str, str]]) -> str:
        """The cell of some records, without blank ones; signs that part them become wide ones in what was typed."""
        lines = (self.between.join(str(row.get(n, "")).translate(_WIDE) for n in self.names) for row in rows)
        found = (line.rstrip("|") if self.between == "|" else line for line in lines)
        return "\n".join(line for line in found if line.strip(f"{self.between} "))

    def faults(self, rows: Sequence[Mapping[str, str]]) -> Iterator[Fault]:
        """What is wrong with single parts, as an import finds it."""
        for number, row in enumerate(rows):
            for place, name in enumerate(self.names):
                value = row.get(name, "")
                if not value and place < self.least:
                    yield Fault(number, name, "不能空着")
                elif name in self.parsers:
                    try:
                        self.parsers[name](value)
                    except ValueError as error:
                        yield Fault(number, name, str(error))

    def place_of(self, rows: Sequence[Mapping[str, str]], sentence: str) -> tuple[int, str]:
        """The part that a sentence quotes; the first of all where it quotes none."""
        for number, row in enumerate(rows):
            for name, value in row.items():
                if value and f"“{value}”" in sentence:
                    return number, name
        return 0, self.names[0]

    def _parts(self, record: str) -> dict[str, str]:
        signs = "[:：]" if self.between == "：" else re.escape(self.between)
        cells = [cell.strip() for cell in re.split(signs, record, maxsplit=len(self.names) - 1)]
        cells += [""] * (len(self.names) - len(cells))
        return dict(zip(self.names, (cell.translate(_WIDE) for cell in cells), strict=True))


def record_cell(column: Column, note: str) -> RecordCell | None:
    """How the cells of a column are made; None where they are no records. ``note`` names the parts: 名称|形式|份数."""
    parse = column.parse
    if isinstance(parse, Floors):
        return RecordCell(parse.names, parse.labels, len(parse.names), {}, "：")
    if not isinstance(parse, Records):
        return None
    named: list[str] = max((found.split("|") for found in _NAMED.findall(note)), key=len, default=[])
    labels = [*named, *parse.names[len(named) :]][: len(parse.names)]
    return RecordCell(parse.names, labels, parse.least, parse.parsers, "|")


def hint_of(note: str) -> str:
    """What a note says besides how a cell is written."""
    clauses = (clause for clause in re.split("[，。；]", note) if clause and clause[0] not in "每各")
    return "，".join(clause for clause in clauses if "|" not in clause and "：" not in clause)
