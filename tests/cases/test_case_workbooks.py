"""Workbooks of cases: read in a process of their own, and what of them was read and left out is said on the page."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from flask import Flask

from govsite.blueprints.console import case_intake
from govsite.domain.cases.table import LIMITS
from govsite.domain.tables import apart
from tests.cases.test_case_intake import INTAKE, a_row, as_csv, counted, upload
from tests.helpers import squeeze
from tests.letters.office import at_desk
from tests.submitting import submit


def workbook(*rows: dict[str, str], sheets: tuple[str, ...] = ("办件", "字典")) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.worksheets[0].title = sheets[0]
    for name in sheets[1:]:
        book.create_sheet(name)
    for cells in ([*rows[0]], *([*row.values()] for row in rows)):
        book.worksheets[0].append(cells)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_what_was_read_left_out_and_doubted_is_said_before_and_after(window: Flask) -> None:
    clerk = at_desk(window)
    book = workbook(a_row(编号="W-1", 说明="同上"), a_row(编号="W-2", 说明="<b>急</b>"))
    book.worksheets[0].row_dimensions[3].hidden = True
    seen = upload(clerk, saved(book), do="先检查", name="a.xlsx")
    for words in ("读的是工作表“办件”", "没有读另外 1 张工作表：字典", "筛选掉的 1 行也读了：第 3 行"):
        assert words in seen.main, words
    for words in ("第 2 行“说明”：“同上”会原样显示给群众", "第 3 行“说明”：有网页代码“<b>”"):
        assert words in squeeze(seen.main), words
    done = submit(seen, INTAKE, button="收件")
    assert "新收 2 件" in done.main and "“同上”会原样显示给群众" in done.main
    quiet = upload(clerk, as_csv(a_row(编号="W-3")), do="先检查")
    assert "请再看一眼" not in quiet.main and "读的是" not in quiet.main


def test_the_wrong_sheet_is_named_beside_the_mistakes(window: Flask) -> None:
    page = upload(at_desk(window), saved(workbook({"名字": "甲"}, sheets=("说明 <i>", "办件"))), name="a.xlsx")
    assert page.response.status_code == 422 and "读的是工作表“说明 <i>”" in page.main


def test_a_workbook_that_is_too_much_costs_its_clerk_a_sentence(window: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk, before = at_desk(window), counted(window)
    content = saved(workbook(a_row(编号="W-4")))
    with monkeypatch.context() as changed:
        changed.setattr(apart, "_patience", lambda _: 0.001)
        page = upload(clerk, content, name="a.xlsx")
    assert page.response.status_code == 422 and apart.TOO_MUCH in page.main and counted(window) == before
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, "<a>" + "<row/>" * 1_000_000 + "</a>" if "sheet1" in name else old.read(name))
    assert "展开后太大" in upload(clerk, file.getvalue(), name="a.xlsx").main and counted(window) == before


def test_a_small_workbook_with_much_text_is_still_there_to_be_taken_in(
    window: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the page keeps of it is larger than the file was."""
    clerk, before = at_desk(window), counted(window)
    monkeypatch.setattr(case_intake, "LIMITS", LIMITS._replace(file=20_000))
    content = saved(workbook(*(a_row(编号=f"X-{n}", 说明="长" * 450) for n in range(30))))
    assert len(content) < 20_000
    done = submit(upload(clerk, content, do="先检查", name="a.xlsx"), INTAKE, button="收件")
    assert "新收 30 件" in done.main and counted(window) == before + 30
