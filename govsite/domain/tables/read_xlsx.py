"""Rows of the first sheet of an Excel file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from govsite.domain.tables.table import TableError

MOST_COLUMNS = 200
MOST_TAGS = 5_000_000  # of all parts together
MOST_OTHER_TAGS = 50_000  # of what holds no cells: styles, names
MOST_ROWS = 2**20  # a sheet of Excel has no more
MOST_IN_A_MEGABYTE = 100_000  # of tags between which no row ends
MB = 1024 * 1024
EXACT = 10**15  # from here on Excel keeps no number whole
_CELLS = re.compile(r"xl/(worksheets/|sharedStrings)", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
TOO_LARGE = "Excel 文件展开后太大，请删去图片和空白格式，或另存为 CSV 再导入。"


def rows(content: bytes, most_unpacked: int, most_tags: int) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, as texts, with their numbers; raises TableError for a broken file, one that
    unpacks to too much, and a formula without a result.
    """
    import openpyxl  # 15 MB of memory that only an import of Excel files needs

    from govsite.domain.tables.sheet_cells import cells_of

    _check_unpacked(content, most_unpacked, min(most_tags, MOST_TAGS))
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        width = 0
        for number, cells in cells_of(book.worksheets[0]):
            width = width or max(cells)
            yield number, _row(number, cells, width)
        book.close()
    except TableError:
        raise
    except Exception as error:  # a broken file makes the library raise anything
        raise TableError("Excel 文件已损坏或不是表格，请用 Excel 或 WPS 打开后另存一次再导入。") from error


def _row(number: int, cells: dict[int, Any], width: int) -> list[str]:
    """As many texts as the first row has, or more."""
    last = max(cells)
    if last > MOST_COLUMNS and (number > 1 or last > 2 * MOST_COLUMNS):
        raise TableError(f"第 {number} 行第 {last} 列还有内容，最多 {MOST_COLUMNS} 列，请删掉后面的列再导入。")
    return [_text(cells.get(column)) for column in range(1, max(last, width) + 1)]


def _check_unpacked(content: bytes, most: int, most_tags: int) -> None:
    """A small archive can unpack to gigabytes: its own directory tells before anything is unpacked.

    And a little of XML can become a hundred times as much in memory: its tags are counted before it is read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > most:
                raise TableError(TOO_LARGE)
            tags = other = 0
            for info in archive.infolist():
                if info.filename.lower().endswith((".xml", ".rels")):
                    found = _tags(archive, info)
                    tags += found
                    other += 0 if _CELLS.match(info.filename) else found
            if tags > most_tags or other > MOST_OTHER_TAGS:
                raise TableError(TOO_LARGE)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise TableError("Excel 文件已损坏或者加了密码，请重新保存后再导入。") from error


def _tags(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    found, lines, is_sheet = 0, 0, "worksheets/" in info.filename.lower()
    with archive.open(info) as part:
        while chunk := part.read(MB):
            here = chunk.count(b"<")
            if is_sheet and here > MOST_IN_A_MEGABYTE and b"row" not in chunk:
                raise TableError(TOO_LARGE)
            if b"<!DOCTYPE" in chunk:  # in no workbook, and a way to make much of little
                raise TableError(TOO_LARGE)
            found += here
            lines += len(_ROW.findall(chunk)) if is_sheet else 0
            if found > MOST_TAGS or lines > MOST_ROWS:
                raise TableError(TOO_LARGE)
    return found


def _text(cell: object) -> str:
    """A cell as its owner sees it; a number that Excel did not keep whole is shown so that it cannot be missed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, int | float) and abs(cell) >= EXACT:
        return f"{cell:.5E}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, datetime)):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    return _ESCAPE.sub(_unescaped, cell) if isinstance(cell, str) else str(cell)


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)
