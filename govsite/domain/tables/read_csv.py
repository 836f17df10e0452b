"""Rows of a CSV file, as Excel and WPS in Chinese write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from govsite.domain.tables.table import TableError

ENCODINGS = ("utf-8-sig", "gb18030")
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def rows(content: bytes) -> Iterator[list[str]]:
    """The cells row by row; raises TableError for bytes that are not such a file."""
    text = _decode(content)
    if not text.strip():
        raise TableError("文件是空的。")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise TableError(
            f"第 {reader.line_num} 行附近不是正确的 CSV：引号没有成对，或者一格里的文字过长（{error}）。"
        ) from error


def _decode(content: bytes) -> str:
    if content.startswith(UTF16):
        raise TableError("文件是 UTF-16 编码，请另存为“CSV UTF-8”再导入。")
    if b"\0" in content:
        raise TableError("文件里有空字符（NUL），不是文本表格，请另存为 CSV 或 .xlsx 再导入。")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError("文件的编码既不是 UTF-8，也不是 GB18030，请另存为“CSV UTF-8”再导入。")


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return "\t" if first.count("\t") > first.count(",") else ","
