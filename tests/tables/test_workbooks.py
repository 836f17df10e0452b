"""Workbooks as programs write them, and such as are made to hurt."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.styles import Font

from govsite.domain.importing import TableError, read_table
from govsite.domain.tables.reading import Limits
from tests.importing.samples import as_csv
from tests.tables.test_reading import as_xlsx

BIG5 = [["site_code", "key", "name"], ["420500", "測試局", "宜昌市測試局"]]


def book(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    made = openpyxl.Workbook()
    made.worksheets[0].append(["名称", "电话"])
    made.worksheets[0].append(["甲", "12345"])
    change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def rewritten(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info.filename, old.read(info))
        new.writestr(part, change(old.read(part).decode() if part in old.namelist() else ""))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("cell", "place"), [("B2", "第 2 行第 2 列"), ("A3", "第 3 行第 1 列"), ("C1", "第 1 行第 3 列")]
)
def test_a_formula_that_nobody_reckoned_is_refused_with_its_place(cell: str, place: str) -> None:
    content = book(lambda made: made.worksheets[0].__setitem__(cell, '="0717-"&"6000001"'))
    with pytest.raises(TableError, match=f"{place}.*是公式，还没有算出结果"):
        read_table("a.xlsx", content)
    bare = rewritten(content, SHEET, lambda xml: xml.replace("<v></v>", "").replace("<v />", "").replace("<v/>", ""))
    with pytest.raises(TableError, match="还没有算出结果"):
        read_table("a.xlsx", bare)


@pytest.mark.parametrize(("result", "read"), [("0717-6000001", "0717-6000001"), ("", "")])
def test_a_formula_with_its_result_is_read_even_where_that_is_empty(result: str, read: str) -> None:
    formula = f'<c r="B2" t="str"><f>"a"</f><v>{result}</v></c>'

    def change(xml: str) -> str:
        start = xml.index('<c r="B2"')
        return xml[:start] + formula + xml[xml.index("</c>", start) + 4 :]

    content = rewritten(book(lambda made: None), SHEET, change)
    with pytest.raises(TableError, match="第 2 行第 2 列.*是公式"):
        read_table("a.xlsx", content)  # for openpyxl wants Excel to reckon
    content = rewritten(content, "xl/workbook.xml", lambda xml: xml.replace('fullCalcOnLoad="1"', ""))
    assert read_table("a.xlsx", content).rows[0][1] == ("甲", read)


@pytest.mark.parametrize("row", [200_002, 1_048_576])
def test_formatted_rows_that_are_empty_do_not_count(row: int) -> None:
    def change(made: openpyxl.Workbook) -> None:
        made.worksheets[0].cell(row=row, column=1).font = Font(bold=True)
        made.worksheets[0].cell(row=row - 1, column=1).value = " \u200b"

    assert read_table("a.xlsx", book(change)).rows == [(2, ("甲", "12345"))]


def test_numbers_that_excel_has_rounded_are_seen() -> None:
    row = read_table("a.xlsx", as_xlsx([["a", "b"], [11420500 * 10**20, 70010001000]])).rows[0][1]
    assert row == ("1.14205E+27", "70010001000")


def test_escapes_of_excel_are_undone() -> None:
    table = read_table("a.xlsx", as_xlsx([["a"], ["甲_x000D_\n乙_x005F_丙"]]))
    assert table.rows[0][1] == ("甲\n乙_丙",)


def test_content_far_to_the_right_is_told_not_lost() -> None:
    with pytest.raises(TableError, match="第 2 行第 300 列"):
        read_table("a.xlsx", book(lambda made: made.worksheets[0].cell(2, 300, "x")))


def test_a_cell_longer_than_excel_s_is_told() -> None:
    with pytest.raises(TableError, match="第 2 行第 2 列有 130001 个字"):
        read_table("a.csv", as_csv([["a", "b"], ["1", ";" * 130_001]]))


@pytest.mark.parametrize(
    ("part", "xml"),
    [
        (SHEET, "<worksheet><sheetData><row>" + "<c/>" * 17_000 + "</row></sheetData></worksheet>"),
        (SHEET, "<worksheet><sheetData>" + "<row/>" * 300_000 + "</sheetData></worksheet>"),
        ("xl/sharedStrings.xml", "<sst>" + "<si/>" * 300_000 + "</sst>"),
        (SHEET, "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet/>"),
    ],
)
def test_a_little_that_becomes_much_is_refused(part: str, xml: str) -> None:
    content = rewritten(book(lambda made: None), part, lambda _: xml)
    assert len(content) < 10_000
    with pytest.raises(TableError, match="展开后太大"):
        read_table("a.xlsx", content, Limits(rows=1_000))


@pytest.mark.parametrize(
    "name", ["宜昌市測試局", "宜昌市公安局", "武漢市人力資源和社會保障局", "湖北省政務服務管理辦公室"]
)
def test_big5_is_doubted(name: str) -> None:
    with pytest.raises(TableError, match="Big5"):
        read_table(
            "a.csv",
            as_csv([*BIG5, ["420500", "局", name], ["420500", "公安局", "宜昌市西陵區體育場路"]], encoding="big5"),
        )


@pytest.mark.parametrize(
    "name", ["宜昌市测试局", "啰喆镕㛃堃", "宜昌市測試局", "潢川县①、Ⅲ—→", "北京市朝阳区酒仙桥路", "甲", "䶮"]
)
def test_gb18030_is_not_doubted(name: str) -> None:
    row = ["420500", "测试局", name]
    assert read_table("a.csv", as_csv([BIG5[0], row], encoding="gb18030")).rows[0][1] == tuple(row)
