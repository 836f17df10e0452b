"""Rows of the first sheet of an Excel file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime

from govsite.domain.tables.table import TableError

MOST_COLUMNS = 200
PIECE = 1024 * 1024  # bytes that are unpacked at a time
OF_CELLS = ("xl/worksheets/", "xl/sharedStrings.xml")
MOST_OTHER_TAGS = 50_000  # of styles and names, each of which costs ten times as much as a cell


def rows(content: bytes, most_unpacked: int, most_tags: int) -> Iterator[list[str]]:
    """The cells row by row as texts; raises TableError for a broken file, or for too many bytes or tags unpacked."""
    import openpyxl  # 15 MB of memory that only an import of Excel files needs

    _check_unpacked(content, most_unpacked, most_tags)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file claims of its size may be wrong
        for cells in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
            yield [] if cells.count(None) == len(cells) else [_text(cell) for cell in cells]
        book.close()
    except TableError:
        raise
    except Exception as error:  # a broken file makes the library raise anything
        raise TableError("Excel 文件已损坏或不是表格，请用 Excel 或 WPS 打开后另存一次再导入。") from error


def _check_unpacked(content: bytes, most: int, most_tags: int) -> None:
    """A small archive can unpack to gigabytes, which its own directory tells before anything is unpacked.

    A few megabytes of tags alone are worse: the library makes an object of each, in every part of the file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            fits = sum(part.file_size for part in parts) <= most
            if not fits or _tags(archive, cells=True) > most_tags or _tags(archive, cells=False) > MOST_OTHER_TAGS:
                raise TableError("Excel 文件展开后太大，请删去图片和空白格式，或另存为 CSV 再导入。")
    except TableError:
        raise
    except Exception as error:  # encrypted, packed in a way that nobody knows, cut off
        raise TableError("Excel 文件已损坏，请重新保存后再导入。") from error


def _tags(archive: zipfile.ZipFile, *, cells: bool) -> int:
    """How many tags stand in the parts with cells, or in all others: each begins with "<"."""
    found = 0
    for part in archive.infolist():
        if part.filename.startswith(OF_CELLS) == cells:
            with archive.open(part) as file:
                while piece := file.read(PIECE):
                    found += piece.count(b"<")
    return found


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.hour == cell.minute == cell.second == 0:
        return cell.date().isoformat()
    if isinstance(cell, (date, datetime)):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell)
