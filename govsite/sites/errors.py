"""Mistakes in sites.yaml or in the words.txt beside it, with their positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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
    """The file cannot be used; ``errors`` holds every mistake in line order."""

    def __init__(self, errors: Sequence[SiteError], name: str = "sites.yaml") -> None:
        self.errors = tuple(sorted(errors))
        self.name = name
        super().__init__(name, self.errors)

    @property
    def lines(self) -> list[str]:
        """One line a mistake: ``file:line:column 站点: 句子``."""
        return [f"{self.name}:{error}" for error in self.errors]

    def __str__(self) -> str:
        return "\n".join([f"{self.name} 有 {len(self.errors)} 处错误：", *self.lines])


def decode(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, without a byte order mark. Raises SitesInvalid."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].split(b"\n")
        column = len(before[-1].decode("utf-8", "replace")) + 1
        message = "这里不是 UTF-8 编码的文字：请把文件另存为 UTF-8"
        raise SitesInvalid([SiteError(len(before), column, "", "", message)], name) from None
