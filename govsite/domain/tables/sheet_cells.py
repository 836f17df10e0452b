"""The cells of a sheet one row after the other, without making up those that the file does not have.

openpyxl's own rows fill all gaps, a million empty rows where somebody has formatted a column, and give nothing for a
formula whose result was never stored. Its parser of cells, which is not public, is all that is used here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import DATA_TAG, FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from govsite.domain.tables.table import TableError


class _Parser(WorkSheetParser):
    def parse(self) -> Any:
        """The rows with a cell that holds something, and nothing that stands behind them."""
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                self.row_counter = int(element.get("r", self.row_counter + 1))
                self.col_counter = 0
                if any(len(cell) for cell in element):  # others are only formatted
                    yield self.row_counter, [self.parse_cell(cell) for cell in element]
                element.clear()
            elif element.tag == DATA_TAG:
                return

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """A cell; raises TableError for a formula that no program has reckoned."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None and not _is_empty_text(element):
            place = f"第 {cell['row']} 行第 {cell['column']} 列（{get_column_letter(cell['column'])} 列）"
            raise TableError(f"{place}是公式，还没有算出结果，请用 Excel 或 WPS 打开、保存后再导入。")
        return cell


def _is_empty_text(element: Any) -> bool:
    """Whether a formula was reckoned and its result is an empty text."""
    return element.get("t") == "str" and element.find(VALUE_TAG) is not None


def cells_of(sheet: Any) -> Iterator[tuple[int, dict[int, Any]]]:
    """The rows of a sheet of a read-only book that hold something: number, and values by column, both from 1."""
    book = sheet.parent
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, row in parser.parse():
            cells = {cell["column"]: cell["value"] for cell in row if cell["value"] not in (None, "")}
            if cells:
                yield number, cells
