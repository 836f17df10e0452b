"""The result of checking an import: the report for its owner and the rows to store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from govsite.domain.importing.importer import Importer
from govsite.domain.tables.parsing import Record
from govsite.domain.tables.report import ImportReport


class OutdatedPlanError(Exception):
    """The content has changed since the import was checked: check again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Whole rows to create and to update, right while the importer's topic has the ``number`` it had at the check.

    Both are empty when the report has errors, when nothing differs and in a trial. ``before`` are the rows to update as
    they are; ``gone`` those to delete, which only the undoing of an import has.
    """

    importer: Importer
    report: ImportReport
    number: int
    new: Sequence[Record] = ()
    changed: Sequence[Record] = ()
    before: Sequence[Record] = ()
    gone: Sequence[Record] = ()

    @property
    def stores(self) -> bool:
        """Whether there is anything to store."""
        return bool(self.new or self.changed or self.gone)

    @property
    def steps(self) -> list[tuple[Record | None, Record | None]]:
        """Each row before and after."""
        changed = zip(self.before, self.changed, strict=True)
        return [*((None, row) for row in self.new), *changed, *((row, None) for row in self.gone)]
