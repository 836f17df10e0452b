"""Mistakes in sites.yaml or in the words.txt beside it, with their positions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from govsite.characters import without_breaks, without_unseen

MOST_ERRORS = 300  # of one file; nobody mends more at once, and each costs a sentence and a position


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
    """The text of a file in UTF-8, without characters that nobody sees. Raises SitesInvalid."""
    try:
        return without_breaks(without_unseen(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        before = data[: error.start].split(b"\n")
        column = len(before[-1].decode("utf-8", "replace")) + 1
        message = "这里不是 UTF-8 编码的文字：请把文件另存为 UTF-8"
        raise SitesInvalid([SiteError(len(before), column, "", "", message)], name) from None
