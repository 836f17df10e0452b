"""From the texts of a table to records: columns found by the header, cells parsed, repeated keys refused."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from govsite.characters import one_line
from govsite.domain.tables.columns import Column, Unknown
from govsite.domain.tables.days import day
from govsite.domain.tables.report import ImportReport, RowError
from govsite.domain.tables.table import Table
from govsite.domain.tables.telling import doubt_of, fault_of, says_nothing

Record = dict[str, Any]
Places = dict[Column, int]
MOST_ABOVE = 20  # rows among which headings are looked for that do not stand in the first
LONGEST_REASON = 300  # characters
_ASKED = re.compile(r"[*＊ ]|[（(](?:必填|选填|必录|可空)[）)]")  # what people add to a heading


class Shape(Protocol):
    """What a table holds: ``noun`` is what a row of it is called."""

    @property
    def noun(self) -> str:
        """As a sentence to the file's owner has it."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """All that a file may have."""

    def key_of(self, record: Record) -> tuple[Any, ...]:
        """What no two rows have alike."""


class ParsedRow(NamedTuple):
    """A row whose cells are good: its number, its record, and the texts by column name."""

    number: int
    record: Record
    cells: dict[str, str]


def match_header(shape: Shape, table: Table, report: ImportReport, leave_out: bool = False) -> Places:
    """Where each column stands; missing, unknown and repeated columns become errors of the report.

    With ``leave_out``, unknown columns are only told.
    """
    names = {name: column for column in shape.columns for name in _names(column)}
    if row := _lower_header(table, names):
        report.errors.append(RowError(1, "", "", f"第一行应当是列名。列名好像在第 {row} 行，请删掉它上面的行。"))
        return {}
    places: Places = {}
    for place, cell in enumerate(table.header):
        column = names.get(_ASKED.sub("", cell))
        if column is None and not cell and not any(cells[place : place + 1] != ("",) for _, cells in table.rows):
            continue  # a gap between columns
        if column is None and leave_out:
            report.warnings.append(RowError(1, cell, "", "不认识的列，没有导入。" if cell else _nameless(place)))
        elif column is None:
            reason = "不认识的列" + report.guesses.near(cell, names) if cell else _nameless(place)
            report.errors.append(RowError(1, cell, "", reason))
        elif column in places:
            report.errors.append(RowError(1, cell, "", "这一列出现了两次。"))
        else:
            places[column] = place
    for column in shape.columns:
        if column.required and column not in places:
            report.errors.append(RowError(1, column.name, "", f"缺少“{column.name}”（{column.label}）列。"))
    return {column: place for column, place in places.items() if not column.ignored}


def _names(column: Column) -> tuple[str, ...]:
    return column.name, column.label, *column.also


def _lower_header(table: Table, names: Container[str]) -> int:
    """The row with more headings than the first one has, below a title; 0 where there is none."""

    def known(cells: Iterable[str]) -> int:
        return sum(_ASKED.sub("", one_line(cell)) in names for cell in cells)

    most, found = known(table.header), 0
    for row, cells in table.rows[:MOST_ABOVE]:
        if (here := known(cells)) > most:
            most, found = here, row
    return found


def _nameless(place: int) -> str:
    return f"第 {place + 1} 列没有列名。"


def parse_rows(shape: Shape, table: Table, places: Places, lookups: Any, report: ImportReport) -> Iterator[ParsedRow]:
    """The rows with good cells and a key of their own; all others become errors of the report.

    ``lookups`` is what the columns' ``resolve`` is given.
    """
    seen: dict[tuple[Any, ...], int] = {}
    for row, cells in table.rows:
        if reason := _wrong_row(cells, len(table.header), places):
            report.errors.append(RowError(row, "", "", reason))
            continue
        before = report.errors.total
        record = _parse_cells(row, cells, places, lookups, report)
        if report.errors.total > before:
            continue
        key = shape.key_of(record)
        if key in seen:
            reason = f"与第 {seen[key]} 行是同一个{shape.noun}。"
            report.errors.append(RowError(row, "", "、".join(map(str, key)), reason))
            continue
        seen[key] = row
        yield ParsedRow(row, record, {column.name: cells[place] for column, place in places.items()})


def _wrong_row(cells: tuple[str, ...], width: int, places: Places) -> str:
    if len(cells) > width:
        return f"这一行有 {len(cells)} 格，第一行有 {width} 列：多出来的请删掉；CSV 文件里文字的逗号要用全角。"
    if len(cells) < width:
        return f"这一行有 {len(cells)} 格，第一行有 {width} 列：少的请补上，空着的格也要留逗号；文字里不要换行。"
    headings = [cells[place] in _names(column) for column, place in places.items() if cells[place]]
    if headings and all(headings):
        return "这一行又是列名，请删掉。"
    return ""


def _parse_cells(row: int, cells: tuple[str, ...], places: Places, lookups: Any, report: ImportReport) -> Record:
    record: Record = {}
    for column, place in places.items():
        cell = cells[place] if column.lines else one_line(cells[place])
        try:
            record[column.field] = _value(column, cell, lookups)
        except ValueError as error:
            reason = str(error)
            if cell and not column.required and says_nothing(cell):
                reason = f"“{cell}”没有说明内容，没有的请空着"
            elif isinstance(error, Unknown):
                reason += report.guesses.near(error.word, error.options)
            short = reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON]}…"
            report.errors.append(RowError(row, column.name, cell, short))
            continue
        is_kept = record[column.field] in (cell, [cell])
        if cell and (doubt := doubt_of(cell, column.parse is day, is_kept)):
            report.warnings.append(RowError(row, column.name, cell, doubt))
    return record


def _value(column: Column, cell: str, lookups: Any) -> Any:
    if not cell:
        if column.required:
            raise ValueError("不能空着")
        return column.blank()
    if fault := fault_of(cell):
        raise ValueError(fault)
    value = column.parse(cell)
    if column.resolve:
        value = column.resolve(value, lookups)
    if column.required and says_nothing(cell):
        raise ValueError(f"“{cell}”没有说明内容，这一列必须写明")
    return value
