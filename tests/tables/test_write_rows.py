"""Exported rows: given out in parts, and read again as what they were."""

from __future__ import annotations

from govsite.domain.tables.reading import read_table
from govsite.domain.tables.write_rows import ROWS_A_PART, rows_csv, rows_xlsx

HEAD = ("名称", "说明", "备注")
ODD = ("<b>&amp;\"'", " 前后有空格 ", "=1+1", "#N/A", "'0717", "甲\n乙", "\x01看不见\ufffe", "𠮷", "", "007")


def test_a_large_file_comes_in_parts_and_says_the_same() -> None:
    rows = [(word, str(number), "") for number, word in enumerate(ODD * ROWS_A_PART)]
    sheet, text = list(rows_xlsx("表", HEAD, iter(rows))), list(rows_csv(HEAD, iter(rows)))
    assert len(sheet) > len(ODD) and len(text) > len(ODD), "the first go out before the last are read"
    found = [read_table("a.xlsx", b"".join(sheet)), read_table("a.csv", "".join(text).encode())]
    assert [table.header for table in found] == [HEAD, HEAD]
    clean = [word.replace("\x01", "").replace("\ufffe", "").strip() for word in ODD]
    for table in found:
        assert [cells[0] for _, cells in table.rows[: len(ODD)]] == clean
        assert len(table.rows) == len(rows)


def test_nothing_but_the_head_is_a_file_too() -> None:
    assert read_table("a.xlsx", b"".join(rows_xlsx("表", HEAD, ()))).header == HEAD
