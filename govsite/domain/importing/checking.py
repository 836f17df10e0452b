"""The first half of an import: a table is held against the rules and the database, and nothing is written.

All or nothing: every wrong cell is reported, and a table with any error gives a plan without rows. Columns that a
file does not have keep their values in rows that exist, and get their defaults in new rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import monotonic
from typing import TypeVar

from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.domain.importing.existing import existing_rows, taken_values
from govsite.domain.importing.importer import Allowed, Given, Importer
from govsite.domain.importing.lookups import Lookups
from govsite.domain.importing.plan import Plan
from govsite.domain.importing.storing import CHANGED
from govsite.domain.tables.parsing import ParsedRow, Record, match_header, parse_rows
from govsite.domain.tables.report import ImportReport, RowError
from govsite.domain.tables.table import Table, TableError
from govsite.sites.tree import SiteTree

EXAMPLE = "这一行还是模板里的例子，不是真的就请删掉。"
LONGEST_CHECK = 1800  # seconds; the largest tables take some minutes
SLOW = "检查了半个小时还没有完，什么都没有写入。请把表格拆成几个文件，分别导入。"
ROWS_A_REPORT = 1000  # how often ``progress`` is called

Progress = Callable[[int], object]  # gets the number of rows checked so far
T = TypeVar("T")


def check_import(
    session: Session,
    importer: Importer,
    table: Table,
    *,
    sites: SiteTree | None = None,
    forms: Path | None = None,
    dry_run: bool = False,
    leave_out: bool = False,
    progress: Progress | None = None,
    allowed: Allowed | None = None,
) -> Plan:
    """Check a table with an ordinary session; may take minutes, so not inside ``writing()``.

    ``allowed`` says whose rows are not for who imports: each is told, as it is and as it would become.
    ``forms`` is the folder of the files for download; with it, files that items name and that are not there are told.
    With ``leave_out``, columns that are not known are passed over. Raises TableError when it takes LONGEST_CHECK.
    """
    number = topics.current(session, importer.topic)  # first: a change while we read makes the plan outdated
    report = ImportReport(rows=len(table.rows), dry_run=dry_run, told=table.told)
    places = match_header(importer, table, report, leave_out)
    if report.errors:
        return Plan(importer, report, number)
    until = monotonic() + LONGEST_CHECK
    lookups = Lookups(session, sites, forms, report.guesses)
    parsed = list(_in_time(until, parse_rows(importer, table, places, lookups, report)))
    existing = existing_rows(session, importer, [row.record for row in parsed])
    changes = _Changes(importer, frozenset(c.name for c in places), lookups, report, allowed)
    for done, row in enumerate(_in_time(until, parsed), 1):
        changes.add(row, existing.get(importer.key_of(row.record)))
        if progress and done % ROWS_A_REPORT == 0:
            progress(done)
    report.errors.extend(taken_values(session, importer, changes.rows))
    report.errors.sort(key=lambda error: error.row)
    if report.errors:
        report.created = report.updated = report.unchanged = 0
    if report.errors or dry_run:
        return Plan(importer, report, number)
    changes.finish(until)
    return Plan(importer, report, number, changes.new, *changes.after_and_before())


def _refusal(importer: Importer, allowed: Allowed | None, record: Record, old: Record | None) -> str:
    """Why a row may not be touched; "" where it may. A row that is there may be somebody else's as well."""
    for one in (record, {**(old or {}), **record}, old) if allowed else ():
        if one and allowed and (reason := allowed(one.get("site_code", ""), one.get(importer.office, ""))):
            return reason
    return ""


def _in_time(until: float, rows: Iterable[T]) -> Iterator[T]:
    for row in rows:
        if monotonic() > until:
            raise TableError(SLOW)
        yield row


class _Changes:
    """The rows to create and to update, found one by one."""

    def __init__(
        self, importer: Importer, given: Given, lookups: Lookups, report: ImportReport, allowed: Allowed | None = None
    ) -> None:
        self.new: list[Record] = []
        self.changed: list[tuple[Record, Record]] = []
        self.rows: list[tuple[int, Record]] = []
        self._importer = importer
        self._given = given
        self._lookups = lookups
        self._report = report
        self._allowed = allowed
        self._absent = [c for c in importer.columns if not c.ignored and c.name not in given]

    def add(self, row: ParsedRow, old: Record | None) -> None:
        """Complete a record, hold it against the rules, and keep it when it differs from the row there is."""
        if reason := _refusal(self._importer, self._allowed, row.record, old):
            place = self._importer.place
            self._report.errors.append(RowError(row.number, place, row.cells.get(place, ""), reason))
            return
        whole = {**(old or {c.field: c.blank() for c in self._absent}), **row.record}
        self._importer.settle(whole, self._given, self._lookups)
        for rule, found in (
            (self._importer.check, self._report.errors),
            (self._importer.advise, self._report.warnings),
        ):
            for column, reason in rule(whole, self._given, self._lookups):
                found.append(RowError(row.number, column, row.cells.get(column, ""), reason))
        if self._importer.is_example(row.cells):
            self._report.warnings.append(RowError(row.number, "", "", EXAMPLE))
        self.rows.append((row.number, whole))
        if old is None:
            self.new.append(whole)
            self._report.created += 1
        elif whole != old:
            self.changed.append((old, whole))
            self._report.updated += 1
        else:
            self._report.unchanged += 1

    def after_and_before(self) -> tuple[list[Record], list[Record]]:
        """The rows to update, as they are to be and as they are."""
        return [new for _, new in self.changed], [old for old, _ in self.changed]

    def finish(self, until: float) -> None:
        """Set what no column holds; last, because it may be slow."""
        for record in _in_time(until, self.new):
            self._importer.finish(record, None)
        for old, record in _in_time(until, self.changed):
            if any(record[field] != old[field] for field in record.keys() - self._importer.unshown):
                record.pop(CHANGED, None)  # it is set when the row is stored
            self._importer.finish(record, old)
