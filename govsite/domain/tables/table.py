"""A table of texts with a header; row numbers are those a spreadsheet shows: the header is row 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govsite.characters import clean, one_line


class TableError(ValueError):
    """The file cannot be read as a table; the message is a sentence for its owner."""


@dataclass(frozen=True, slots=True)
class Table:
    """Clean cells, line breaks in them as newlines; a row may have fewer or more than the header, who reads decides.

    ``told`` are sentences about what of a file was read and what was left out.
    """

    header: tuple[str, ...]
    rows: Sequence[tuple[int, tuple[str, ...]]]
    told: tuple[str, ...] = ()

    @classmethod
    def of(cls, header: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
        """A table made in memory, its cells cleaned."""
        cleaned = [(number, tuple(clean(cell) for cell in row)) for number, row in enumerate(rows, 2)]
        return cls(tuple(one_line(clean(cell)) for cell in header), cleaned)

    def dicts(self) -> list[dict[str, str]]:
        """The rows by column name; for files of our own, whose shape is known."""
        return [dict(zip(self.header, cells, strict=True)) for _, cells in self.rows]
