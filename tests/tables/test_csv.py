"""CSV files as exports and people write them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.importing import TableError, read_table
from tests.importing.samples import as_csv


@pytest.mark.parametrize(
    "content",
    [
        '编号,名称\n="0717",甲\n',
        '编号,名称\n"=""0717""",甲\n',
        "编号,名称\n'0717,甲\n",
        "编号;名称\n0717;甲\n",
        "sep=;\n编号;名称\n0717;甲\n",
        "sep=,\r\n编号,名称\r\n0717,甲\r\n",
        '编号\t名称\n"\t0717"\t甲\n',
        '"编号\n",名称\n0717,甲\n',
        "编号,名称\r0717,甲\r",
        "编号,名称\r\n0717,甲\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_exports_of_many_programs(content: str, encoding: str) -> None:
    found = read_table("a.csv", content.encode(encoding))
    assert (found.header, found.rows) == (("编号", "名称"), [(2, ("0717", "甲"))])


@pytest.mark.parametrize("kept", ["=1+1", "='a'", '="a"b"', "'abc", "' 1", "=", "'"])
def test_what_only_looks_like_a_text_for_excel_stays(kept: str) -> None:
    assert read_table("a.csv", as_csv([["a"], [kept]])).rows == [(2, (kept,))]


def test_lists_in_cells_are_no_columns() -> None:
    found = read_table("a.csv", b'a,b\n1;2;3,4\n"x;y",z\n')
    assert found.rows == [(2, ("1;2;3", "4")), (3, ("x;y", "z"))]


@pytest.mark.parametrize("wrong", [b"\xe5\xae", b"\xff", b"\xe5\x2c"])
@pytest.mark.parametrize("place", [2, 3])
def test_utf_8_with_a_wrong_byte_is_not_read_as_something_else(wrong: bytes, place: int) -> None:
    lines = [b"\xe5\x90\x8d\xe7\xa7\xb0,a", *("宜昌市公安局,1".encode() for _ in range(3))]
    lines[place] = "宜昌市".encode() + wrong + b",1"
    with pytest.raises(TableError, match=f"UTF-8 编码，但是第 {place + 1} 行有坏字"):
        read_table("a.csv", b"\n".join(lines))


@pytest.mark.parametrize("first", ["utf-8", "gb18030"])
def test_two_encodings_in_one_file_are_seen(first: str) -> None:
    second = "gb18030" if first == "utf-8" else "utf-8"
    halves = ["名称\n" + "宜昌市公安局\n" * 9, "武汉市人社局\n" * 9]
    content = halves[0].encode(first) + halves[1].encode(second)
    with pytest.raises(TableError, match=f"两种编码：第 {2 if first == 'utf-8' else 11} 行是 UTF-8"):
        read_table("a.csv", content)


@given(st.lists(st.text("宜昌市政务服务办事大厅鄂豫龘,\n0123", min_size=1, max_size=30), min_size=1, max_size=5))
def test_gb18030_is_never_taken_for_broken_utf_8(cells: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["名称"], *([cell] for cell in cells)])
    try:
        read_table("a.csv", file.getvalue().encode("gb18030"))
    except TableError as error:
        assert "坏字" not in str(error) and "两种编码" not in str(error)


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16"])
def test_wide_encodings_keep_rare_characters(encoding: str) -> None:
    text = "名称,值\r\n\U0002cb4e\U00020bb7厅,1\r\n"
    assert read_table("a.csv", text.encode(encoding)).rows == [(2, ("\U0002cb4e\U00020bb7厅", "1"))]
    with pytest.raises(TableError, match="不完整"):
        read_table("a.csv", text.encode(encoding)[:-1])
