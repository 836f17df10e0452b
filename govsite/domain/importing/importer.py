"""Importing a table: one mechanism for all nouns, each of which is a table of columns with rules.

All or nothing: every wrong cell is reported and with any error no row is written. Columns that a file does
not have keep their values in rows that exist, and get their defaults in new rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.domain.importing import storing
from govsite.domain.importing.columns import Column
from govsite.domain.importing.lookups import Lookups, near
from govsite.domain.importing.report import ImportReport, RowError
from govsite.domain.importing.table import Table
from govsite.models.base import Base

if TYPE_CHECKING:
    from govsite.sites.tree import SiteTree

Record = dict[str, Any]
Given = frozenset[str]
Finding = tuple[str, str]  # column name, reason in Chinese
Rule = Callable[[Record, Given, Lookups], Iterable[Finding]]


def _nothing(*_args: object) -> tuple[()]:
    return ()


@dataclass(frozen=True, slots=True)
class Importer:
    """How the rows of one noun are read; its functions get a record by attributes and the columns given.

    ``settle`` fills in what follows from other columns; ``check`` finds errors, ``advise`` what to mend;
    ``finish`` sets attributes no column holds, with the row as it was (None for a new one).
    """

    noun: str
    model: type[Base]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: tuple[str, ...] = ()
    settle: Callable[[Record, Given, Lookups], object] = _nothing
    check: Rule = _nothing
    advise: Rule = _nothing
    finish: Callable[[Record, Record | None], object] = _nothing

    @property
    def header(self) -> tuple[str, ...]:
        """The names of all columns, for an empty table to fill in."""
        return tuple(column.name for column in self.columns if not column.ignored)


def run_import(
    session: Session,
    importer: Importer,
    table: Table,
    *,
    sites: SiteTree | None = None,
    forms: Path | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Check a table and write it when all of it is good; moves the content version; the caller commits.

    ``forms`` is the folder of the files for download, where what items name shall be held against it.
    """
    report = ImportReport(rows=len(table.rows), dry_run=dry_run)
    places = _match_header(importer, table.header, report)
    if report.errors:
        return report
    lookups = Lookups(session, sites, forms)
    read = list(_parse_rows(importer, table, places, lookups, report))
    existing = storing.existing_rows(session, importer.model, importer.key, [record for _, record, _ in read])
    changes = _Changes(importer, frozenset(c.name for c in places), lookups, report)
    for row, record, cells in read:
        changes.add(row, record, cells, existing.get(tuple(record[f] for f in importer.key)))
    report.errors += storing.taken(session, importer, changes.rows)
    report.errors.sort(key=lambda error: error.row)
    if report.errors:
        report.created = report.updated = report.unchanged = 0
    elif report.changed and not dry_run:
        changes.finish()
        storing.store(session, importer.model, changes.new, [new for _, new in changes.changed])
        topics.bump(session)
    return report


def _match_header(importer: Importer, header: tuple[str, ...], report: ImportReport) -> dict[Column, int]:
    """Where each column stands; names missing, unknown and repeated columns in the report."""
    names = {name: column for column in importer.columns for name in (column.name, column.label)}
    places: dict[Column, int] = {}
    for place, cell in enumerate(header):
        column = names.get(cell)
        if column is None:
            reason = "不认识的列" + near(cell, names) if cell else f"第 {place + 1} 列没有列名。"
            report.errors.append(RowError(1, cell, "", reason))
        elif column in places:
            report.errors.append(RowError(1, cell, "", "这一列出现了两次。"))
        else:
            places[column] = place
    for column in importer.columns:
        if column.required and column not in places:
            report.errors.append(RowError(1, column.name, "", f"缺少“{column.name}”（{column.label}）列。"))
    return {column: place for column, place in places.items() if not column.ignored}


Read = tuple[int, Record, dict[str, str]]


def _parse_rows(
    importer: Importer, table: Table, places: dict[Column, int], lookups: Lookups, report: ImportReport
) -> Iterator[Read]:
    """Row number, record and texts by column name of each row with good cells and a key of its own."""
    seen: dict[tuple[Any, ...], int] = {}
    for row, cells in table.rows:
        if len(cells) != len(table.header):
            reason = f"这一行有 {len(cells)} 格，第一行有 {len(table.header)} 列；文字里的逗号要用全角。"
            report.errors.append(RowError(row, "", "", reason))
            continue
        before = len(report.errors)
        record = _parse_cells(row, cells, places, lookups, report)
        if len(report.errors) > before:
            continue
        key = tuple(record[field] for field in importer.key)
        if key in seen:
            report.errors.append(
                RowError(row, "", "、".join(map(str, key)), f"与第 {seen[key]} 行是同一个{importer.noun}。")
            )
            continue
        seen[key] = row
        yield row, record, {column.name: cells[place] for column, place in places.items()}


def _parse_cells(
    row: int, cells: tuple[str, ...], places: dict[Column, int], lookups: Lookups, report: ImportReport
) -> Record:
    record: Record = {}
    for column, place in places.items():
        cell = cells[place]
        try:
            if not cell:
                if column.required:
                    raise ValueError("不能空着")
                record[column.field] = column.blank()
                continue
            value = column.parse(cell)
            record[column.field] = column.resolve(value, lookups) if column.resolve else value
        except ValueError as error:
            report.errors.append(RowError(row, column.name, cell, str(error)))
    return record


class _Changes:
    """The rows to create and to update, found one by one."""

    def __init__(self, importer: Importer, given: Given, lookups: Lookups, report: ImportReport) -> None:
        self.new: list[Record] = []
        self.changed: list[tuple[Record, Record]] = []
        self.rows: list[tuple[int, Record]] = []
        self._importer = importer
        self._given = given
        self._lookups = lookups
        self._report = report
        self._absent = [c for c in importer.columns if not c.ignored and c.name not in given]

    def add(self, row: int, record: Record, cells: dict[str, str], old: Record | None) -> None:
        """Complete a record, hold it against the rules, and keep it when it differs from the row there is."""
        whole = {**old, **record} if old else {**{c.field: c.blank() for c in self._absent}, **record}
        self._importer.settle(whole, self._given, self._lookups)
        for rule, found in (
            (self._importer.check, self._report.errors),
            (self._importer.advise, self._report.warnings),
        ):
            for column, reason in rule(whole, self._given, self._lookups):
                found.append(RowError(row, column, cells.get(column, ""), reason))
        self.rows.append((row, whole))
        if old is None:
            self.new.append(whole)
            self._report.created += 1
        elif whole != old:
            self.changed.append((old, whole))
            self._report.updated += 1
        else:
            self._report.unchanged += 1

    def finish(self) -> None:
        """Set what no column holds; only now, for it may be slow."""
        for record in self.new:
            self._importer.finish(record, None)
        for old, record in self.changed:
            self._importer.finish(record, old)
