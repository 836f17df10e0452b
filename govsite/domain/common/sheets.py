"""Rows for spreadsheets (导出): CSV as Excel opens it, in which nothing is calculated."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

# What a spreadsheet would calculate (OWASP, CSV injection); where people write Chinese, the wide signs too.
BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_of(head: Sequence[str], rows: Iterable[Sequence[str]], safe: Callable[[str], str] | None = None) -> str:
    """CSV with a byte order mark, as Excel wants it; ``safe`` makes a cell one that is not calculated."""
    return BOM + csv_lines((head, *rows), safe)


def csv_lines(rows: Iterable[Sequence[str]], safe: Callable[[str], str] | None = None) -> str:
    """Lines of CSV without a mark, for files that are given out in parts."""
    safe = safe or harmless
    file = io.StringIO()
    write = csv.writer(file, lineterminator="\r\n").writerow
    for row in rows:
        write([safe(cell) for cell in row])
    return file.getvalue()


def harmless(cell: str) -> str:
    """A cell that is read as text: before what looks like a formula stands an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
