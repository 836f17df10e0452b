"""Workbooks that other programs write, or that are hidden, merged, locked, of another kind or made to hurt."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.importing import TableError, read_table
from govsite.domain.tables.reading import Limits
from tests.tables.books import HEAD, MAIN, SHEET, listed, made, packed, read, relations, row, sheet, text
from tests.tables.test_reading import as_xlsx

ROWS = row(2, text("甲"), text("12"))
BOOK = as_xlsx([["名称", "值"], ["甲", 12]])
FOUND = [(2, ("甲", "12"))]


def test_the_sheet_that_is_seen_first_is_read_and_all_others_are_named() -> None:
    relation = {"worksheet1": "worksheets/sheet0.xml", "worksheet2": "/xl/worksheets/sheet1.xml", "worksheet3": "x.xml"}
    sheets = listed('name="字典" state="hidden"', 'name="大&#10;厅"', 'name="说明"')
    found = read(sheet(ROWS), workbook=sheets, relations=relations(**relation))
    assert found.rows == FOUND
    assert found.told == ("读的是工作表“大厅”。", "没有读另外 2 张工作表：字典（隐藏）、说明。")


def test_hidden_rows_and_columns_and_blank_ones_are_told() -> None:
    hidden = row(3, text("乙"), text("7")).replace("<row ", '<row hidden="1" ')
    blank = '<row r="5"><c r="A5" s="0"/></row><row r="6" ht="20"/>'
    columns = '<cols><col min="2" max="16384" hidden="1"/></cols>'
    found = read(sheet(ROWS + hidden + blank, before=columns))
    assert [number for number, _ in found.rows] == [2, 3]
    assert found.told[1:] == (
        "隐藏或者筛选掉的 1 行也读了：第 3 行。",
        "隐藏的 1 列也读了：B。",
        "只有格式、没有内容的 2 行没有读。",
    )


@pytest.mark.parametrize("area", ["A2:A3", "A2:B2", "B1:B2", "A1:B9"])
def test_merged_cells_are_refused_since_all_but_one_are_empty(area: str) -> None:
    with pytest.raises(TableError, match=f"{area} 是合并的单元格.*取消合并"):
        read(sheet(ROWS, behind=f'<mergeCells><mergeCell ref="{area}"/></mergeCells>'))


@pytest.mark.parametrize("area", ["D2:E3", "A9:B9", "A2:A2", "A1:B1"])
def test_merged_cells_beside_the_table_harm_nobody(area: str) -> None:
    found = read(sheet(ROWS, behind=f'<mergeCells><mergeCell ref="{area}"/></mergeCells>'))
    assert found.rows == FOUND


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ('t="b"><v>1</v>', "TRUE"),
        ('t="e"><v>#N/A</v>', "#N/A"),
        ('t="e" vm="1"><v>#VALUE!</v>', "=DISPIMG()"),
        ('t="d"><v>2026-11-01T00:00:00</v>', "2026-11-01"),
        ('t="str"><f>A1</f><v>0717-1</v>', "0717-1"),
        ("><f>1+1</f><v>2</v>", "2"),
        ('t="s"><v>0</v>', "红头文件"),
        ('t="s"><v>1</v>', "北京"),
        ('t="s"><v>2</v>', "甲\n乙"),
        ('t="inlineStr"><is><r><rPr><b/></rPr><t>粗</t></r><r><t>细</t></r></is>', "粗细"),
        ('t="inlineStr"><is><t>a_x000D_\nb</t></is>', "a\nb"),
    ],
)
def test_kinds_of_cells(cell: str, seen: str) -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><rPr><color rgb="FFFF0000"/></rPr><t>红头</t></r><r><t xml:space="preserve">文件 '
        "</t></r></si><si><t>北京</t><rPh sb='0' eb='2'><t>beijing</t></rPh></si><si><t>甲_x005F_x000D_乙</t>"
        "</si></sst>"
    )
    assert read(sheet(row(2, text("a"), cell)), strings=strings).rows == [(2, ("a", seen))]


def test_a_result_that_a_program_left_to_excel_is_none() -> None:
    """Such programs write 0, which would be taken for one."""
    formula = sheet(row(2, text("a"), "><f>1+1</f><v>0</v>"))
    for calculation in ('<calcPr calcId="1" fullCalcOnLoad="1"/>', '<x:calcPr fullCalcOnLoad="true"/>'):
        listing = listed('name="甲"').replace("</sheets>", f"</sheets>{calculation}")
        with pytest.raises(TableError, match="第 2 行第 2 列（B 列）是公式，还没有算出结果"):
            read(formula, workbook=listing)
        assert read(sheet(ROWS), workbook=listing).rows == FOUND
    assert read(formula).rows == [(2, ("a", "0"))]


def test_cells_and_rows_without_a_place_follow_each_other() -> None:
    content = f'<worksheet xmlns="{MAIN}"><sheetData>{HEAD}{ROWS}</sheetData></worksheet>'
    for taken in (' r="1"', ' r="2"', ' r="A1"', ' r="B1"', ' r="A2"', ' r="B2"'):
        content = content.replace(taken, "")
    assert read(content).rows == FOUND


def test_other_namespaces_prefixes_folders_and_slashes() -> None:
    strict = sheet(ROWS).replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert read(strict).rows == FOUND
    prefixed = (
        sheet(ROWS).replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").replace("xmlns", "xmlns:x")
    )
    assert read(prefixed).rows == FOUND
    moved = made(sheet(ROWS), relations=relations(worksheet1="../data/cells.bin"))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(moved)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr("Data\\Cells.bin" if name == SHEET else name, old.read(name))
    assert read_table("a.xlsx", file.getvalue()).rows == FOUND


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, "ods"),
        ({"_rels/.rels": relations(officeDocument="xl/workbook.bin")}, "xlsb"),
        (
            {"_rels/.rels": relations(officeDocument="word/document.xml"), "word/document.xml": "<a/>"},
            "不是 Excel 表格",
        ),
        ({"a.txt": "a"}, "不是 Excel 表格"),
        ({"_rels/.rels": relations(officeDocument="xl/gone.xml")}, "已损坏"),
        ({"_rels/.rels": "<a"}, "已损坏"),
    ],
)
def test_other_kinds_of_archives_are_named(parts: dict[str, str], words: str) -> None:
    with pytest.raises(TableError, match=words):
        read_table("a.xlsx", packed(parts))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), "旧版"),
        ("<html><table><tr><td>名称</td></tr></table></html>".encode("gb18030"), "其实是网页"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "其实是网页"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "不是 Excel 表格"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "其实是网页"),
    ],
)
def test_what_only_has_the_name_of_a_table_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(TableError, match=words):
        read_table("a.xls", content)


@pytest.mark.parametrize(
    "content",
    [
        sheet('<row r="2"><c r="?2"><v>1</v></c></row>'),
        sheet('<row r="x"><c><v>1</v></c></row>'),
        sheet(row(2, text("a"), 't="s"><v>9</v>')),
        sheet(row(2, text("a"), "><v>1,5</v>")),
        sheet(row(2, text("a"), f"><v>{'9' * 9_000}</v>")),
        sheet(row(2, text("a"), 's="x"><v>1</v>')),
        sheet(ROWS)[:-9],
        sheet(ROWS + ROWS),
        sheet(row(3, text("a")) + ROWS),
        sheet(ROWS.replace("B2", "A2")),
        "",
    ],
)
def test_what_is_broken_is_refused(content: str) -> None:
    with pytest.raises(TableError, match="已损坏|第一行是空的"):
        read(content)


@given(st.data())
def test_any_damage_is_read_or_refused(data: st.DataObject) -> None:
    whole = BOOK
    place = data.draw(st.integers(4, len(whole) - 1))
    damaged = whole[:place] + data.draw(st.binary(max_size=4)) + whole[place + data.draw(st.integers(0, 4)) :]
    try:
        assert read_table("a.xlsx", damaged).header
    except TableError as error:
        assert str(error).endswith("。")


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=5), min_size=2, max_size=2
        ),
        max_size=5,
    )
)
def test_what_a_library_writes_is_read(rows: list[list[str]]) -> None:
    from govsite.characters import clean

    book = openpyxl.Workbook()
    for cells in [["名称", "值"], *rows]:
        book.worksheets[0].append([cell if not cell.startswith("=") else f" {cell}" for cell in cells])
    file = io.BytesIO()
    book.save(file)
    kept = [tuple(clean(cell) for cell in cells) for cells in rows]
    assert [cells for _, cells in read_table("a.xlsx", file.getvalue()).rows] == [cells for cells in kept if any(cells)]


SHARED = f'<sst xmlns="{MAIN}"><si><t>{"长" * 30_000}</t></si></sst>'
MANY = "".join(row(n, text("a"), 't="s"><v>0</v>') for n in range(2, 2002))
BOMBS = {
    "a sheet elsewhere": (f"<a>{'<c/>' * 300_000}</a>", {}),
    "cells of one row": (sheet(f"<row>{'<c/>' * 17_000}</row>"), {}),
    "a text that all share": (sheet(MANY), {"strings": SHARED}),
    "a tag": (sheet(f'<row x="{"a" * 2_000_000}"/>'), {}),
    "a document type": ('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>', {}),
    "names": (sheet(ROWS), {"workbook": f"<workbook>{'<definedName/>' * 300_000}</workbook>"}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_is_opened_is_bounded_wherever_it_lies(name: str) -> None:
    content, parts = BOMBS[name]
    if "elsewhere" in name:
        file = packed(
            {
                "_rels/.rels": relations(officeDocument="b"),
                "b": listed('name="甲"'),
                "_rels/b.rels": relations(worksheet1="picture.png"),
                "picture.png": content,
            }
        )
    else:
        file = made(content, **parts)
    assert len(file) < 100_000
    tracemalloc.start()
    with pytest.raises(TableError, match="展开后太大|百万字"):
        read_table("a.xlsx", file, Limits(rows=1_000, unpacked=10 * 2**20))
    assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    tracemalloc.stop()


def test_a_document_type_is_seen_in_every_encoding() -> None:
    book = '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'.encode("utf-16")
    with pytest.raises(TableError, match="展开后太大"):
        read_table("a", packed({"_rels/.rels": relations(officeDocument="b.xml"), "b.xml": book}))
