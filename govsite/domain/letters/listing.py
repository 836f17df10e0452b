"""A list of letters as a file for spreadsheets (导出)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from govsite.domain.common import sheets
from govsite.domain.common.days import ZONE
from govsite.domain.letters.desk import Row
from govsite.domain.letters.states import DESK_WORDS

HEAD = ("编号", "类别", "标题", "部门", "状态", "收到", "到期", "经办人")


def csv_of(rows: Iterable[Row], name_of: Callable[[str], str]) -> str:
    """A row a letter; ``name_of`` is the name of a department."""
    return sheets.csv_of(HEAD, _cells(rows, name_of))


def _cells(rows: Iterable[Row], name_of: Callable[[str], str]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        sent = row.added.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
        about = (row.number, row.kind, row.title or "", name_of(row.department), DESK_WORDS[row.state], sent)
        yield (*about, row.ends.isoformat(), row.assignee or "")
