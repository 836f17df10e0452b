"""A list of letters as a file for spreadsheets (导出)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

from govsite.domain.common.days import ZONE
from govsite.domain.letters.desk import Row
from govsite.domain.letters.states import DESK_WORDS

HEAD = ("编号", "类别", "标题", "部门", "状态", "收到", "到期", "经办人")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would calculate (OWASP, CSV injection)


def csv_of(rows: Iterable[Row], name_of: Callable[[str], str]) -> str:
    """CSV with a byte order mark, as Excel wants it; ``name_of`` is the name of a department."""
    file = io.StringIO()
    write = csv.writer(file, lineterminator="\r\n").writerow
    write(HEAD)
    for row in rows:
        sent = row.added.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
        about = (row.number, row.kind, row.title or "", name_of(row.department), DESK_WORDS[row.state], sent)
        write([harmless(cell) for cell in (*about, row.ends.isoformat(), row.assignee or "")])
    return "\ufeff" + file.getvalue()


def harmless(cell: str) -> str:
    """A cell that is read as text: before what looks like a formula stands an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
