"""Reading a table from a CSV or Excel file of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from govsite.characters import clean, one_line
from govsite.domain.tables import read_csv
from govsite.domain.tables.as_text import bare
from govsite.domain.tables.read_xlsx import Workbook
from govsite.domain.tables.table import Table, TableError
from govsite.domain.tables.xlsx_parts import OTHER_KIND
from govsite.domain.tables.xlsx_sheet import MOST_COLUMNS

MB = 1024 * 1024
TAGS_A_ROW = 200  # of an Excel file; twelve cells with their texts have some 110
LONGEST_CELL = 32_767  # characters, what Excel holds
ARCHIVE, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # what a file begins with
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DOCUMENTS = (b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")  # those that hold no NUL at once
OLD = "这是旧版 Excel 或 WPS 文件（.xls、.et），请另存为 .xlsx 或 CSV 再导入。"
LOCKED = "文件加了密码，打不开。请在 Excel 或 WPS 里去掉密码、保存后再导入。"
WEB_PAGE = "这个文件其实是网页或 XML，只是名字像表格。请用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV 再导入。"


class Limits(NamedTuple):
    """How large a table may be: bytes of its file, rows without the header, bytes of an Excel file when unpacked.

    The last is also the most characters of the table. ``memory`` (bytes) and ``seconds`` (of a processor) are those of
    the process that reads an Excel file (``apart.py``).
    """

    file: int = 20 * MB
    rows: int = 200_000
    unpacked: int = 50 * MB
    memory: int = 1024 * MB
    seconds: int = 120


IMPORTS = Limits()  # what an operator may load


def read_table(filename: str, data: bytes | Path | BinaryIO, limits: Limits = IMPORTS) -> Table:
    """Read CSV (comma, semicolon or tab; UTF-8, UTF-16 or GB18030) or xlsx, told apart by content.

    ``filename`` is only for messages. A stream is read no further than the limit. Raises TableError. Files of people
    whom nobody knows well are read by ``apart.read_table_apart``.
    """
    content = bounded(filename, data, limits)
    if content.startswith(ARCHIVE):
        book = Workbook(content, limits.unpacked, TAGS_A_ROW * limits.rows)
        table = _with_header(book.rows(), limits)
        last = table.rows[-1][0] if table.rows else 1
        return Table(table.header, table.rows, tuple(book.told(len(table.header), last)))
    if content.startswith(COMPOUND):
        raise TableError(LOCKED if ENCRYPTED in content else OLD)
    if content.startswith(DOCUMENTS):
        raise TableError(OTHER_KIND)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"MIME-Version:")):
        raise TableError(WEB_PAGE)
    return _with_header(read_csv.rows(content), limits)


def bounded(filename: str, data: bytes | Path | BinaryIO, limits: Limits) -> bytes:
    """The content of a file; raises TableError for one that is empty or over the limit."""
    if isinstance(data, Path):
        if data.stat().st_size > limits.file:
            raise too_big(limits)
        content = data.read_bytes()
    else:
        content = data if isinstance(data, bytes) else data.read(limits.file + 1)
    if len(content) > limits.file:
        raise too_big(limits)
    if not content.strip():
        raise TableError(f"文件“{filename}”是空的。")
    return content


def too_big(limits: Limits) -> TableError:
    """The refusal of a file over the limit of bytes."""
    return TableError(f"文件超过 {limits.file // MB} MB，请拆分成几个文件，分别导入。")


def _with_header(rows: Iterable[tuple[int, Sequence[str]]], limits: Limits) -> Table:
    """Split off the header, drop blank rows but keep the numbers, trim what is empty beyond the header."""
    header: tuple[str, ...] = ()
    kept: list[tuple[int, tuple[str, ...]]] = []
    size = 0
    for number, raw in rows:
        if not header:
            header = _trim(tuple(one_line(clean(cell)) for cell in raw), 0)
            _check_header(number, header)
            continue
        cells = tuple(_cell(number, place, cell) for place, cell in enumerate(raw, 1))
        if any(cells):
            kept.append((number, _trim(cells, len(header))))
        if len(kept) > limits.rows:
            raise TableError(f"超过 {limits.rows} 行，请拆分成几个文件，分别导入。")
        size += sum(map(len, cells))
        if size > limits.unpacked:  # a text that many cells share stands in an Excel file once
            raise TableError(f"到第 {number} 行已经超过 {limits.unpacked // MB} 百万字，请拆分成几个文件，分别导入。")
    if not header:
        raise TableError("第一行是空的：第一行应当是列名。")
    return Table(header, kept)


def _cell(row: int, place: int, text: str) -> str:
    if len(text) > LONGEST_CELL:
        raise TableError(f"第 {row} 行第 {place} 列有 {len(text)} 个字，最多 {LONGEST_CELL} 个，请删短再导入。")
    return bare(clean(text)) if text else ""


def _check_header(number: int, header: tuple[str, ...]) -> None:
    if number != 1 or not any(header):
        raise TableError("第一行是空的：第一行应当是列名。")
    if len(header) > MOST_COLUMNS:
        raise TableError(f"第一行有 {len(header)} 列，最多 {MOST_COLUMNS} 列。")


def _trim(cells: tuple[str, ...], least: int) -> tuple[str, ...]:
    size = len(cells)
    while size > least and not cells[size - 1]:
        size -= 1
    return cells[:size]
