"""The rows of the first sheet of an Excel file that is seen, and what was left out of the rest."""

from __future__ import annotations

from collections.abc import Iterator

from govsite.domain.tables.table import TableError
from govsite.domain.tables.xlsx_book import Book, Sheet
from govsite.domain.tables.xlsx_parts import Package
from govsite.domain.tables.xlsx_sheet import Area, SheetCells, letters

MOST_NAMED = 10  # sheets, rows, columns


class Workbook:
    """A workbook that is read as a table; raises TableError for a broken one and one that unpacks to too much."""

    def __init__(self, content: bytes, most_unpacked: int, most_tags: int) -> None:
        self._package = Package(content, most_unpacked, most_tags)
        self._book = Book(self._package)
        self._cells = SheetCells(self._book)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows that hold something, with their numbers: as many texts as the first row has, or more."""
        width = 0
        for _ in self._package.read(self._book.sheet.part, self._cells):
            for number, cells in self._cells.take():
                last = max(cells)
                width = width or last
                yield number, [cells.get(column, "") for column in range(1, max(last, width) + 1)]

    def told(self, width: int, last_row: int) -> Iterator[str]:
        """What its owner should know of what was read and what was not, after all rows.

        ``width`` and ``last_row`` are the size of the table. Raises TableError for merged cells in it: all but the
        first of them are empty in the file, though nobody sees that.
        """
        for area in self._cells.merged:
            _check(area, width, last_row)
        yield f"读的是工作表“{self._book.sheet.name}”。"
        if others := [_named(sheet) for sheet in self._book.sheets if sheet is not self._book.sheet]:
            yield f"没有读另外 {len(others)} 张工作表：{_listed(others)}。"
        if rows := self._cells.hidden_rows:
            yield f"隐藏或者筛选掉的 {len(rows)} 行也读了：第 {_listed([str(row) for row in rows])} 行。"
        hidden = {c for first, last in self._cells.hidden_columns for c in range(first, min(last, width) + 1)}
        if hidden:
            yield f"隐藏的 {len(hidden)} 列也读了：{_listed([letters(column) for column in sorted(hidden)])}。"
        if blank := self._cells.blank_rows:
            yield f"只有格式、没有内容的 {blank} 行没有读。"


def _check(area: Area, width: int, last_row: int) -> None:
    is_one = (area.row, area.column) == (area.last_row, area.last_column)
    if area.last_row > 1 and area.row <= last_row and area.column <= width and not is_one:
        raise TableError(
            f"{area} 是合并的单元格，只有第一格有内容。请取消合并，每一格都写上内容（不需要的整行删掉），再导入。"
        )


def _named(sheet: Sheet) -> str:
    return f"{sheet.name}（隐藏）" if sheet.is_hidden else sheet.name


def _listed(names: list[str]) -> str:
    return "、".join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")
