"""Files as people really send them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.characters import clean
from govsite.domain.importing import TableError, read_table
from govsite.domain.tables.reading import Limits
from tests.importing.samples import as_csv

ROWS = [["名称", "天数"], ["身份证补领", "20"], ["护照，换发", "7"]]


def as_xlsx(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_csv_in_each_encoding(encoding: str, delimiter: str) -> None:
    found = read_table("a.csv", as_csv(ROWS, delimiter, encoding))
    assert found.header == ("名称", "天数")
    assert found.rows == [(2, ("身份证补领", "20")), (3, ("护照，换发", "7"))]


cells = st.text(st.characters(codec="gb18030", exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.tuples(cells, cells, cells), max_size=8), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_what_is_written_is_read(rows: list[tuple[str, ...]], encoding: str) -> None:
    found = read_table("a.csv", as_csv([("a", "b", "c"), *rows], encoding=encoding))
    stripped = [tuple(clean(cell) for cell in row) for row in rows]
    assert [row for _, row in found.rows] == [row for row in stripped if any(row)]


def test_xlsx_cells_become_texts() -> None:
    row = ["身份证", 20, 20.0, 2.5, date(2026, 11, 1), datetime(2026, 11, 1, 9, 30), True, None, " 空 "]
    found = read_table("a.xlsx", as_xlsx([list("abcdefghi"), row]))
    assert found.rows[0][1] == (
        "身份证", "20", "20", "2.5", "2026-11-01", "2026-11-01 09:30:00", "TRUE", "", "空",
    )  # fmt: skip


def test_kind_of_file_is_told_by_content(tmp_path: Path) -> None:
    file = tmp_path / "wrong-name.csv"
    file.write_bytes(as_xlsx(ROWS))
    assert read_table(file.name, file).header == ("名称", "天数")


def test_blank_rows_are_passed_over_but_counted() -> None:
    found = read_table("a.csv", b"a,b\n\n1,2\n,,\n3,4,,\n")
    assert found.rows == [(3, ("1", "2")), (5, ("3", "4"))]


def test_ragged_rows_are_kept_as_they_are() -> None:
    assert read_table("a.csv", b"a,b\n1\n1,2,3\n").rows == [(2, ("1",)), (3, ("1", "2", "3"))]


def test_line_breaks_inside_quotes_do_not_shift_numbers() -> None:
    assert read_table("a.csv", b'a,b\r\n"1\r\n1",2\r\n3,4\r\n').rows[1] == (3, ("3", "4"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        (b" \r\n ", "是空的"),
        (b"\xef\xbb\xbf", "空的"),
        (b",,\n1,2,3\n", "第一行是空的"),
        (b"a,b\n1,\x002\n", "空字符"),
        ("a,b\n1,2\n".encode("utf-16") + b"1", "UTF-16"),
        (b"\x81\xff\xff", "编码"),
        (b'a,b\n"1,2\n', "引号"),
        (b'a,b\n"1"x,2\n', "引号"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Excel"),
        (b"PK\x03\x04 broken", "已损坏"),
        (",".join(f"c{n}" for n in range(201)).encode(), "最多 200 列"),
        (b"a\n" + b"x" * 200_000, "过长"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(TableError, match=words):
        read_table("a.csv", content)


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(TableError, match="不是 Excel 表格"):
        read_table("a.xlsx", file.getvalue())


def test_a_small_archive_that_unpacks_to_much_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as entry:
        for _ in range(310):
            entry.write(bytes(1024 * 1024))
    assert len(file.getvalue()) < 1024 * 1024
    with pytest.raises(TableError, match="展开后太大"):
        read_table("a.xlsx", file.getvalue())


class Endless(io.RawIOBase):
    """100 MB that count how much of them is asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def read(self, size: int = -1) -> bytes:
        self.asked += size if size >= 0 else 100 * 1024 * 1024
        return b"a" * min(size, 100 * 1024 * 1024)


def test_a_huge_upload_is_refused_without_reading_it_whole() -> None:
    stream = Endless()
    with pytest.raises(TableError, match="超过 20 MB"):
        read_table("a.csv", stream)  # type: ignore[arg-type]
    assert stream.asked == 20 * 1024 * 1024 + 1


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    with file.open("wb") as out:
        out.truncate(100 * 1024 * 1024)
    with pytest.raises(TableError, match="拆分"):
        read_table(file.name, file)


def test_too_many_rows_are_refused() -> None:
    few = Limits(rows=3)
    assert len(read_table("a.csv", b"a\n1\n2\n3\n", few).rows) == 3
    assert len(read_table("a.csv", b"a\n1\n2\n3\n\n\n", few).rows) == 3
    with pytest.raises(TableError, match="超过 3 行"):
        read_table("a.csv", b"a\n1\n2\n3\n4\n", few)


def test_a_book_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(TableError, match="展开后太大"):
        read_table("a.xlsx", as_xlsx(ROWS), Limits(unpacked=1000))


NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_part(name: str, content: str) -> bytes:
    """A book of which one part was exchanged."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(ROWS))) as book, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for part in book.namelist():
            made.writestr(part, content if part == name else book.read(part))
    return file.getvalue()


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_book_of_nothing_but_tags_is_refused(part: str) -> None:
    found = with_part(part, f'<x xmlns="{NAMESPACE}">{"<row/>" * 300_000}</x>')
    assert len(found) < 10_000
    with pytest.raises(TableError, match="展开后太大"):
        read_table("a.xlsx", found, Limits(rows=1_000))


def test_rows_that_a_book_leaves_out_are_not_made_up() -> None:
    cells = [f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>a</t></is></c></row>' for row in (1, 2, 5_000)]
    sheet = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{"".join(cells)}</sheetData></worksheet>'
    found = read_table("a.xlsx", with_part("xl/worksheets/sheet1.xml", sheet))
    assert [row for row, _ in found.rows] == [2, 5_000]
