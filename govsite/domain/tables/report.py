"""What an import did, or why it did nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from govsite.domain.tables.columns import Guesses

MOST_VALUE_CHARACTERS = 60  # of a wrong cell in its error
MOST_KEPT_FINDINGS = 200  # of a kind in the JSON of a report
MOST_FINDINGS = 10_000  # of a kind in memory: a table can have millions of wrong cells


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


class Findings(list[RowError]):
    """The first MOST_FINDINGS things wrong with a table; of the others only their number and their rows are known."""

    def __init__(self) -> None:
        super().__init__()
        self.total = 0
        self.rows: set[int] = set()

    def append(self, found: RowError) -> None:
        """Count a finding, and keep it while there are few."""
        self.total += 1
        self.rows.add(found.row)
        if len(self) < MOST_FINDINGS:
            super().append(found)

    def extend(self, found: Iterable[RowError]) -> None:
        """Append each."""
        for each in found:
            self.append(each)

    def add(self, other: Findings) -> None:
        """Count those of another table in."""
        total = self.total + other.total
        self.extend(other)
        self.rows |= other.rows
        self.total = total


@dataclass(slots=True)
class ImportReport:
    """Numbers of rows; with any error nothing was written. Warnings are worth mending and stop nothing.

    ``told`` are sentences about what of the file was read and what was left out.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: Findings = field(default_factory=Findings)
    warnings: Findings = field(default_factory=Findings)
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
        self.errors.add(other.errors)
        self.warnings.add(other.warnings)

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
            return f"共 {self.rows} 行，其中 {len(self.errors.rows)} 行有错，什么都没有写入。"
        done = "试运行，没有写入" if self.dry_run else "已写入"
        return f"共 {self.rows} 行：新增 {self.created}，更新 {self.updated}，未变 {self.unchanged}（{done}）。"
