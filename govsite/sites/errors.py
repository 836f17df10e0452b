"""Mistakes in sites.yaml or in the words.txt beside it, with their positions."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from govsite.characters import as_shown

MOST_ERRORS = 300  # of one file; nobody mends more at once, and each costs a sentence and a position
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_RIGHTS = "没有读它的权限：请改文件和文件夹的权限，让运行服务的用户能读"
_SYSTEM = {
    errno.ENOENT: "找不到这个文件：请放回原处",
    errno.ENOTDIR: "找不到这个文件：路径中间的一段不是文件夹",
    errno.ELOOP: "链接绕成了圈：请重新建立链接",
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EISDIR: "这里是一个文件夹，不是文件：请移开它，放上文件",
    errno.EINVAL: "这里不是普通的文件：请移开它，放上文件",
    errno.ENXIO: "这里不是普通的文件：请移开它，放上文件",
    errno.EFBIG: "文件超过 32 MB，不像站点文件：请检查是不是放错了",
    errno.ETIMEDOUT: "一直有程序在写它：写完以后会自动采用",
}


@dataclass(frozen=True, slots=True, order=True)
class SiteError:
    """One mistake: line and column count from 1, ``site`` is a slug, a top-level key or a word, ``path`` is dotted."""

    line: int
    column: int
    site: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column} {self.site or '全文'}: {self.message}"


class SitesInvalid(ValueError):  # noqa: N818  (the name that the design gives it)
    """The file cannot be used; ``errors`` holds the first MOST_ERRORS mistakes in line order, ``more`` says whether
    there are others.
    """

    def __init__(self, errors: Iterable[SiteError], name: str = "sites.yaml") -> None:
        found = list(islice(errors, MOST_ERRORS + 1))
        self.more = len(found) > MOST_ERRORS
        self.errors = tuple(sorted(found[:MOST_ERRORS]))
        self.name = name
        super().__init__(name, self.errors)

    @property
    def lines(self) -> list[str]:
        """One line a mistake: ``file:line:column 站点: 句子``; where there are more, the last line says so."""
        lines = [f"{self.name}:{error}" for error in self.errors]
        return [*lines, f"{self.name}: 错误太多，只列出 {MOST_ERRORS} 处：改好后请再检查一次"] if self.more else lines

    def __str__(self) -> str:
        above = "超过" if self.more else ""
        return "\n".join([f"{self.name} 有{above} {len(self.errors)} 处错误：", *self.lines])


def decode(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, as editors show it. Raises SitesInvalid."""
    empty = data.find(b"\0")
    if data.startswith(_UTF_16) or (0 <= empty < 8 and data.count(b"\0") * 3 > len(data)):
        raise _unreadable(data[:0], "这是 UTF-16 编码（记事本里叫 Unicode）：请把文件另存为 UTF-8", name)
    if empty >= 0:
        raise _unreadable(data[:empty], "从这里起是空字节，文件没有写完整（断电或者磁盘满了）：请重新复制", name)
    try:
        return as_shown(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _unreadable(data[: error.start], _encoding(data, error), name) from None


def _encoding(data: bytes, error: UnicodeDecodeError) -> str:
    if error.end == len(data) and error.reason == "unexpected end of data":
        return "文件在一个字的中间断了，没有写完：请重新复制，或者重新保存为 UTF-8"
    if data[: error.start].isascii():  # what stands before is no proof of UTF-8
        try:
            data.decode("gb18030")
            return "这是 GBK（GB18030）编码，记事本里叫 ANSI：请把文件另存为 UTF-8"
        except UnicodeDecodeError:
            pass
    return "这里不是 UTF-8 编码的文字：请把文件另存为 UTF-8"


def _unreadable(before: bytes, message: str, name: str) -> SitesInvalid:
    """The mistake behind some bytes."""
    lines = before.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    column = len(lines[-1].decode("utf-8", "replace")) + 1
    return SitesInvalid([SiteError(len(lines), column, "", "", message)], name)


def cannot_read(error: OSError) -> str:
    """The sentence for a file that cannot be read."""
    why = _SYSTEM.get(
        error.errno or 0, f"读不出来（{error.strerror or type(error).__name__}）：请检查磁盘或者网络文件系统"
    )
    return f"{os.fsdecode(error.filename) if error.filename else '文件'}: {why}"
