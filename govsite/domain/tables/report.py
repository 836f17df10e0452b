"""What an import did, or why it did nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from govsite.domain.tables.columns import Guesses

MOST_VALUE_CHARACTERS = 60  # of a wrong cell in its error
MOST_KEPT_FINDINGS = 200  # of a kind in the JSON of a report


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong with one cell; row 1 is the header row, an empty column means the whole row."""

    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        place = f"第 {self.row} 行" + (f"“{self.column}”列" if self.column else "")
        value = self.value if len(self.value) <= MOST_VALUE_CHARACTERS else self.value[:MOST_VALUE_CHARACTERS] + "…"
        return f"{place}：{self.reason}" + (f"（现值：{value}）" if value else "")


@dataclass(slots=True)
class ImportReport:
    """Numbers of rows; with any error nothing was written. Warnings are worth mending and stop nothing.

    ``told`` are sentences about what of the file was read and what was left out.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    dry_run: bool = False
    told: tuple[str, ...] = ()
    guesses: Guesses = field(default_factory=Guesses)

    @property
    def changed(self) -> int:
        """Number of rows created or updated."""
        return self.created + self.updated

    def add(self, other: ImportReport) -> None:
        """Count another table of the same noun in."""
        self.rows += other.rows
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.errors += other.errors
        self.warnings += other.warnings

    def as_json(self) -> dict[str, Any]:
        """The numbers, and the first errors and warnings as sentences."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "told": list(self.told),
            "errors": [str(error) for error in self.errors[:MOST_KEPT_FINDINGS]],
            "warnings": [str(warning) for warning in self.warnings[:MOST_KEPT_FINDINGS]],
        }

    def __str__(self) -> str:
        if self.errors:
            rows = len({error.row for error in self.errors})
            return f"共 {self.rows} 行，其中 {rows} 行有错，什么都没有写入。"
        done = "试运行，没有写入" if self.dry_run else "已写入"
        return f"共 {self.rows} 行：新增 {self.created}，更新 {self.updated}，未变 {self.unchanged}（{done}）。"
