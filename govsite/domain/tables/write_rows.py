"""Rows as a file (导出) that Excel opens without calculating anything, and is read again as what it was."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from govsite.domain.common.sheets import csv_of
from govsite.domain.tables.as_text import harmless, kept

WIDTH = 16  # characters
_SEEN_AS_OTHER = ("=", "#")  # what the writer takes for a formula or for an error
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def rows_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV that is read again as what it was."""
    return csv_of(head, rows, harmless)


def rows_xlsx(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of texts alone, with the headings in sight."""
    import openpyxl  # as in read_xlsx: memory that only this needs
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place in range(1, len(head) + 1):
        own = sheet.column_dimensions[get_column_letter(place)]
        own.width, own.number_format = WIDTH, "@"

    def cell_of(text: str) -> object:
        text = kept(_FORBIDDEN.sub("", text))
        if not text.startswith(_SEEN_AS_OTHER):
            return text or None
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        return cell

    sheet.append(list(head))
    for row in rows:
        sheet.append([cell_of(text) for text in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
