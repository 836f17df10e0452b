"""Rows as a file (导出) that Excel opens without calculating anything, and is read again as what it was.

Large ones are given out as they are made: some rows at a time, so that nothing waits for the whole.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO, cast
from xml.sax.saxutils import escape

from govsite.domain.common.sheets import BOM, csv_lines
from govsite.domain.tables.as_text import harmless, kept

WIDTH = 16  # characters
ROWS_A_PART = 500
_SHEET, _END = "xl/worksheets/sheet1.xml", b"</sheetData>"
_QUICKLY = 1  # level of compression
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def rows_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """CSV that is read again as what it was, in parts."""
    yield BOM
    lines = chain((head,), rows)
    while some := list(islice(lines, ROWS_A_PART)):
        yield csv_lines(some, harmless)


def rows_xlsx(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A workbook of texts alone, with the headings in sight, in parts."""
    pipe = _Pipe()
    letters, others, (before, behind) = _empty(name, head)
    with zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICKLY) as book:
        for path, content in others.items():
            book.writestr(path, content)
        numbered = enumerate(rows, 2)
        with book.open(_SHEET, "w") as sheet:
            sheet.write(before)
            while some := list(islice(numbered, ROWS_A_PART)):
                sheet.write("".join(_row(number, cells, letters) for number, cells in some).encode())
                yield pipe.take()
            sheet.write(behind)
    yield pipe.take()


def _empty(name: str, head: Sequence[str]) -> tuple[list[str], dict[str, bytes], tuple[bytes, bytes]]:
    """A workbook with its headings: the letters of its columns, its parts, and the sheet around where rows come.

    The library writes what is difficult. With many rows it is slow, so these are written here.
    """
    import openpyxl  # as in read_xlsx: memory that only this needs
    from openpyxl.utils import get_column_letter

    letters = [get_column_letter(place) for place in range(1, len(head) + 1)]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for letter in letters:
        own = sheet.column_dimensions[letter]
        own.width, own.number_format = WIDTH, "@"
    sheet.append(list(head))
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as made:
        others = {path: made.read(path) for path in made.namelist()}
    before, end, behind = others.pop(_SHEET).partition(_END)
    return letters, others, (before, end + behind)


def _row(number: int, cells: Sequence[str], letters: Sequence[str]) -> str:
    found = "".join(
        f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{_text(text)}</t></is></c>'
        for letter, text in zip(letters, cells, strict=True)
        if text
    )
    return f'<row r="{number}">{found}</row>'


def _text(text: str) -> str:
    return escape(kept(_FORBIDDEN.sub("", text)))


class _Pipe:
    """What a file that goes out as it is made is written into."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep some bytes until they are taken."""
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """All is there at once."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
