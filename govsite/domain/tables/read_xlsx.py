"""Rows of the first sheet of an Excel file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime

from govsite.domain.tables.table import TableError

MOST_COLUMNS = 200


def rows(content: bytes, most_unpacked: int) -> Iterator[list[str]]:
    """The cells row by row as texts; raises TableError for a broken file or one that unpacks to too many bytes."""
    import openpyxl  # 15 MB of memory that only an import of Excel files needs

    _check_unpacked(content, most_unpacked)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file claims of its size may be wrong
        for cells in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
            yield [_text(cell) for cell in cells]
        book.close()
    except TableError:
        raise
    except Exception as error:  # a broken file makes the library raise anything
        raise TableError("Excel 文件已损坏或不是表格，请用 Excel 或 WPS 打开后另存一次再导入。") from error


def _check_unpacked(content: bytes, most: int) -> None:
    """A small archive can unpack to gigabytes: its own directory tells before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise TableError("Excel 文件已损坏，请重新保存后再导入。") from error
    if unpacked > most:
        raise TableError("Excel 文件展开后太大，请删去图片和空白格式，或另存为 CSV 再导入。")


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
