"""The cells of a sheet one row after the other, as its owner sees them, and what is odd about the rest of it.

Only what is in the file is gone through: where somebody has formatted a column there are a million rows to be made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from govsite.domain.tables.number_formats import GENERAL, shown
from govsite.domain.tables.table import TableError
from govsite.domain.tables.xlsx_book import YES, Book, Strings
from govsite.domain.tables.xlsx_parts import BROKEN, TOO_LARGE, Attributes

MOST_COLUMNS = 200
MOST_ROWS = 2**20  # a sheet of Excel has no more
MOST_CELLS = 2**14  # of a row
MOST_MERGED = 10_000
PICTURE = "=DISPIMG()"  # as WPS writes one in a cell
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MIDNIGHT = re.compile(r"T00:00(:00(\.0+)?)?Z?$")


class Area(NamedTuple):
    """Cells that are one (合并单元格), from the first row and column to the last."""

    row: int
    column: int
    last_row: int
    last_column: int

    def __str__(self) -> str:
        return f"{letters(self.column)}{self.row}:{letters(self.last_column)}{self.last_row}"


class SheetCells:
    """Is told of a sheet, and has its rows: number, and texts by column, both from 1."""

    def __init__(self, book: Book) -> None:
        self.blank_rows = 0
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[Area] = []
        self._book = book
        self._done: list[tuple[int, dict[int, str]]] = []
        self._row, self._column, self._cells = 0, 0, dict[int, str]()
        self._is_hidden = False
        self._cell: Attributes = {}
        self._has_formula = self._has_value = self._is_value = False
        self._value: list[str] = []
        self._inline = Strings()
        self._in_row = 0

    def take(self) -> Iterator[tuple[int, dict[int, str]]]:
        """The rows that have come since."""
        yield from self._done
        self._done = []

    def begin(self, tag: str, attributes: Attributes) -> None:
        """A tag begins."""
        if tag == "c":
            self._begin_cell(attributes)
        elif tag == "v":
            self._is_value = self._has_value = True
        elif tag == "f":
            self._has_formula = True
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "mergeCell" and len(self.merged) < MOST_MERGED:
            self.merged.append(_area(attributes.get("ref", "")))
        elif tag == "col" and attributes.get("hidden") in YES:
            self.hidden_columns.append((_whole(attributes.get("min", "")), _whole(attributes.get("max", ""))))
        else:
            self._inline.begin(tag, attributes)

    def end(self, tag: str) -> None:
        """A tag ends."""
        if tag == "c":
            if text := self._text():
                if self._column > MOST_COLUMNS:
                    place = f"第 {self._row} 行第 {self._column} 列还有内容"
                    raise TableError(f"{place}，最多 {MOST_COLUMNS} 列，请删掉后面的列再导入。")
                if self._column in self._cells:
                    raise TableError(BROKEN)
                self._cells[self._column] = text
        elif tag == "v":
            self._is_value = False
        elif tag == "row":
            self._end_row()
        else:
            self._inline.end(tag)

    def text(self, data: str) -> None:
        """A text of a cell."""
        if self._is_value:
            self._value.append(data)
        else:
            self._inline.text(data)

    def _begin_row(self, attributes: Attributes) -> None:
        before = self._row
        self._row = _whole(attributes["r"]) if "r" in attributes else before + 1
        if self._row <= before:
            raise TableError(BROKEN)
        if self._row > MOST_ROWS:
            raise TableError(TOO_LARGE)
        self._column, self._in_row, self._cells = 0, 0, {}
        self._is_hidden = attributes.get("hidden") in YES

    def _end_row(self) -> None:
        if not self._cells:
            self.blank_rows += 1
            return
        if self._is_hidden:
            self.hidden_rows.append(self._row)
        self._done.append((self._row, self._cells))

    def _begin_cell(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        self._column = _place(place)[1] if place else self._column + 1
        self._in_row += 1
        if self._in_row > MOST_CELLS:
            raise TableError(TOO_LARGE)
        self._cell, self._value = attributes, []
        self._has_formula = self._has_value = False
        self._inline.found.clear()

    def _text(self) -> str:
        kind, value = self._cell.get("t", "n"), "".join(self._value)
        if kind == "inlineStr":
            return _unescaped("".join(self._inline.found))
        is_empty = not value and not (kind == "str" and self._has_value)
        if self._has_formula and (is_empty or not self._book.is_reckoned):
            place = f"第 {self._row} 行第 {self._column} 列（{letters(self._column)} 列）"
            raise TableError(f"{place}是公式，还没有算出结果，请用 Excel 或 WPS 打开、保存后再导入。")
        if not value:
            return ""
        try:
            if kind == "s":
                return _unescaped(self._book.strings[int(value)])
            if kind == "n":
                return shown(value.strip(), self._format(), self._book.is_1904)
        except (ValueError, IndexError) as error:
            raise TableError(BROKEN) from error
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if kind == "d":
            return _MIDNIGHT.sub("", value).replace("T", " ")
        if kind == "e" and "vm" in self._cell:
            return PICTURE
        return _unescaped(value)  # the text of a formula, or an error

    def _format(self) -> str:
        style = int(self._cell.get("s", "0"))
        return self._book.formats[style] if 0 <= style < len(self._book.formats) else GENERAL


def letters(column: int) -> str:
    """A column as a spreadsheet names it."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _place(name: str) -> tuple[int, int]:
    """Row and column of a cell."""
    found = _PLACE.fullmatch(name)
    if not found:
        raise TableError(BROKEN)
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _area(name: str) -> Area:
    first, _, last = name.partition(":")
    return Area(*_place(first), *_place(last or first))


def _whole(text: str) -> int:
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        raise TableError(BROKEN) from None


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold, which Excel writes as ``_x000D_``; an underscore before such is ``_x005F_``."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)
