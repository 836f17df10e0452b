"""Rows of a CSV file, as Excel and WPS in Chinese write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress

from govsite.domain.tables.table import TableError

UTF16, UTF32 = (b"\xff\xfe", b"\xfe\xff"), (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
DOUBTED = "文件的编码看不出来：可能是繁体中文的 Big5，也可能是别的编码。请另存为“CSV UTF-8”再导入。"
CUT = "文件是 UTF-8 编码，但是第 {} 行有坏字，可能没有传完整。请重新导出，或者另存为“CSV UTF-8”再导入。"
MIXED = "文件里有两种编码：第 {} 行是 UTF-8，别的行不是。请用同一种编码重新导出，或者另存为“CSV UTF-8”再导入。"
LEAST_DOUBTED = 0.1  # the share of odd characters that makes a text doubtful
# Kana, Greek, Cyrillic, Bopomofo, box drawing, private use: in no share in a table of an office.
_FOREIGN = re.compile("[\u0370-\u052f\u2500-\u257f\u3040-\u312f\ue000-\uf8ff]")
_WIDE = re.compile("[^\x00-\x7f]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
LEAST_CHINESE = 4  # characters that no line of another encoding becomes by chance
_QUOTED = re.compile('"[^"]*"')
_SEPARATOR = re.compile("sep=([,;\t])\r?\n", re.I)  # what some exports tell Excel
_KEPT_AS_TEXT = re.compile('="([^"]*)"|\'([0-9][0-9A-Za-z-]*)')  # how others keep a zero in front
_COMMON_BIG5 = re.compile(b"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]")  # signs and frequent characters


def rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers; raises TableError for bytes that are not such a file."""
    text = _decode(content)
    if not text.strip("\ufeff \t\r\n"):
        raise TableError("文件是空的。")
    told = _SEPARATOR.match(text)
    text, delimiter = (text[told.end() :], told[1]) if told else (text, _delimiter(text))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise TableError(
            f"第 {reader.line_num} 行附近不是正确的 CSV：引号没有成对，或者一格里的文字过长（{error}）。"
        ) from error


def _decode(content: bytes) -> str:
    if content.startswith((*UTF32, *UTF16)):
        try:
            return content.decode("utf-32" if content.startswith(UTF32) else "utf-16")
        except UnicodeDecodeError:
            raise TableError("文件像是 UTF-16 或者 UTF-32 编码，但是不完整，请另存为“CSV UTF-8”再导入。") from None
    if b"\0" in content:
        raise TableError("文件里有空字符（NUL），不是文本表格，请另存为 CSV 或 .xlsx 再导入。")
    try:
        return content.decode("utf-8-sig").lstrip("\ufeff")
    except UnicodeDecodeError:
        _check_utf_8(content)
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        raise TableError("文件的编码既不是 UTF-8，也不是 GB18030，请另存为“CSV UTF-8”再导入。") from None
    if _is_doubtful(content, text):
        raise TableError(DOUBTED)
    return text.lstrip("\ufeff")


def _check_utf_8(content: bytes) -> None:
    """Refuse what is UTF-8 but for a few bytes: it could mostly be read as GB18030 too."""
    nearly = content.decode("utf-8", "replace")
    lost = nearly.count("\ufffd")
    if lost < LEAST_DOUBTED * len(_WIDE.findall(nearly)):
        raise TableError(CUT.format(nearly[: nearly.index("\ufffd")].count("\n") + 1))
    for number, line in enumerate(content.split(b"\n"), 1):  # two exports behind one another
        if not line.isascii() and len(_CHINESE.findall(line.decode("utf-8", "ignore"))) >= LEAST_CHINESE:
            with suppress(UnicodeDecodeError):
                line.decode("utf-8")
                raise TableError(MIXED.format(number))


def _is_doubtful(content: bytes, text: str) -> bool:
    """Whether a text that can be read as GB18030 was hardly meant so."""
    wide = _WIDE.findall(text)
    if len(_FOREIGN.findall(text)) > LEAST_DOUBTED * len(wide):
        return True
    rare = sum(not _is_plain(char) for char in wide)
    if rare <= LEAST_DOUBTED * len(wide):
        return False
    try:
        other = _WIDE.findall(content.decode("big5"))
    except UnicodeDecodeError:
        return False
    return sum(_COMMON_BIG5.fullmatch(char.encode("big5")) is not None for char in other) > 0.9 * len(other)


def _is_plain(char: str) -> bool:
    """Whether a character is one of the 7,445 of Simplified Chinese (GB 2312)."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _delimiter(text: str) -> str:
    first = _QUOTED.sub("", text.lstrip("\r\n").split("\n", 1)[0])
    return max(",\t;", key=first.count)
