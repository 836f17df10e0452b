"""Reading a table from a CSV or Excel file of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from govsite.characters import clean, one_line
from govsite.domain.tables import read_csv, read_xlsx
from govsite.domain.tables.read_xlsx import MOST_COLUMNS
from govsite.domain.tables.table import Table, TableError

MB = 1024 * 1024
TAGS_A_ROW = 200  # of an Excel file; twelve cells with their texts have some 110
LONGEST_CELL = 32_767  # characters, what Excel holds


class Limits(NamedTuple):
    """How large a table may be: bytes of its file, rows without the header, bytes of an Excel file when unpacked."""

    file: int = 20 * MB
    rows: int = 200_000
    unpacked: int = 50 * MB


IMPORTS = Limits()  # what an operator may load


def read_table(filename: str, data: bytes | Path | BinaryIO, limits: Limits = IMPORTS) -> Table:
    """Read CSV (comma or tab; UTF-8, UTF-16 or GB18030) or xlsx, told apart by content.

    ``filename`` is only for messages. A stream is read no further than the limit. Raises TableError.
    """
    content = _bounded(data, limits)
    if not content.strip():
        raise TableError(f"文件“{filename}”是空的。")
    if content.startswith(b"PK\x03\x04"):
        rows = read_xlsx.rows(content, limits.unpacked, TAGS_A_ROW * limits.rows)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("这是旧版 Excel 文件（.xls）或加密文件，请另存为 .xlsx 或 CSV 再导入。")
    else:
        rows = read_csv.rows(content)
    return _with_header(rows, limits)


def _bounded(data: bytes | Path | BinaryIO, limits: Limits) -> bytes:
    if isinstance(data, Path):
        if data.stat().st_size > limits.file:
            raise too_big(limits)
        return data.read_bytes()
    content = data if isinstance(data, bytes) else data.read(limits.file + 1)
    if len(content) > limits.file:
        raise too_big(limits)
    return content


def too_big(limits: Limits) -> TableError:
    """The refusal of a file over the limit of bytes."""
    return TableError(f"文件超过 {limits.file // MB} MB，请拆分成几个文件，分别导入。")


def _with_header(rows: Iterable[tuple[int, Sequence[str]]], limits: Limits) -> Table:
    """Split off the header, drop blank rows but keep the numbers, trim what is empty beyond the header."""
    header: tuple[str, ...] = ()
    kept: list[tuple[int, tuple[str, ...]]] = []
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
    if not header:
        raise TableError("第一行是空的：第一行应当是列名。")
    return Table(header, kept)


def _cell(row: int, place: int, text: str) -> str:
    if len(text) > LONGEST_CELL:
        raise TableError(f"第 {row} 行第 {place} 列有 {len(text)} 个字，最多 {LONGEST_CELL} 个，请删短再导入。")
    return clean(text) if text else ""


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
