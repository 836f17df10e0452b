"""A content of a form as one row of an imported table: what a cell may hold, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from govsite.characters import clean
from govsite.domain.importing.importer import Importer
from govsite.domain.importing.lookups import Lookups
from govsite.domain.publishing.kinds import Content, Fault
from govsite.domain.tables.columns import Column
from govsite.domain.tables.parsing import Record, parse_rows
from govsite.domain.tables.report import ImportReport
from govsite.domain.tables.table import Table


class _Row(NamedTuple):
    """The columns of a form, for the reader of tables."""

    noun: str
    columns: tuple[Column, ...]

    def key_of(self, record: Record) -> tuple[Any, ...]:  # noqa: ARG002
        """There is one row."""
        return ()


def read_row(
    session: Session, importer: Importer, content: Content, fixed: Mapping[str, Any]
) -> tuple[Record, list[Fault]]:
    """The record of a content, with the values that no field holds, and what is wrong with it, by field.

    With faults the record is not to be stored.
    """
    shape = _Row(importer.noun, tuple(c for c in importer.columns if c.name in content and not c.ignored))
    cells = [clean(str(content[column.name])) for column in shape.columns]
    report = ImportReport()
    table = Table.of([column.name for column in shape.columns], [cells])
    lookups = Lookups(session)
    rows = list(parse_rows(shape, table, {c: n for n, c in enumerate(shape.columns)}, lookups, report))
    if not rows:
        return {}, [Fault(error.column, error.reason) for error in report.errors]
    record = {**fixed, **rows[0].record}
    given = frozenset(column.name for column in shape.columns)
    return record, [Fault(name, reason) for name, reason in importer.check(record, given, lookups)]
