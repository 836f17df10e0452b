"""Undoing a whole import (撤销导入): what was before comes back, if no row of it was changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.domain.importing.existing import existing_rows, taken_values
from govsite.domain.importing.exporting import Cells
from govsite.domain.importing.importer import Allowed, Importer
from govsite.domain.importing.keeping import is_same, rows_of
from govsite.domain.importing.lookups import Lookups
from govsite.domain.importing.plan import Plan
from govsite.domain.importing.references import referred
from govsite.domain.importing.storing import CHANGED
from govsite.domain.tables.parsing import Record
from govsite.domain.tables.report import ImportReport, RowError
from govsite.models.import_run import ImportChange
from govsite.sites.tree import SiteTree

STOPPED = "停用"
MOVED = "导入以后又改过，不能整个撤销。请在表格里改回去，再导入。"
LOST = "导入以后已经删除，不能整个撤销。"
BACK = "导入以后又有了同一行，不能整个撤销。"
REFERRED = "已经有实施清单、办件或者工作人员用到它，这种表不能停用，不能整个撤销。"
Step = tuple[Record | None, Record | None]  # before the import, after it


def check_undo(
    session: Session, importer: Importer, changes: Sequence[ImportChange], sites: SiteTree, allowed: Allowed
) -> Plan:
    """What it would take to undo some changes, or the errors that say which rows stand against it."""
    number = topics.current(session, importer.topic)
    report = ImportReport(rows=len(changes))
    cells = Cells(importer, sites)
    steps = [rows_of(importer, change) for change in changes]
    there = existing_rows(session, importer, [after or before or {} for before, after in steps])
    created = [after for before, after in steps if before is None and after]
    kept = referred(session, importer, created)
    found: tuple[list[Record], list[Record], list[Record], list[Record]] = ([], [], [], [])
    new, changed, before_, gone = found
    for place, step in enumerate(steps, 1):
        key = importer.key_of(step[1] or step[0] or {})
        now = there.get(key)
        if reasons := list(_against(importer, step, now, allowed, key in kept)):
            name = cells.name(step[1] or step[0] or {})
            report.errors.extend(RowError(place, "", name, reason) for reason in reasons)
        elif now is None:
            new.append({name: value for name, value in (step[0] or {}).items() if name != CHANGED})
        elif step[0] is None and key not in kept:
            gone.append(now)
        else:
            changed.append(_put_back(importer, step[0] or {"state": STOPPED}, now))
            before_.append(now)
    report.errors.extend(_faults(session, importer, [*new, *changed], sites, cells))
    report.created, report.updated = len(new), len(changed)
    return Plan(importer, report, number) if report.errors else Plan(importer, report, number, *found)


def _against(importer: Importer, step: Step, now: Record | None, allowed: Allowed, is_kept: bool) -> Iterator[str]:
    before, after = step
    for record in (before, now):
        if record and (reason := allowed(record.get("site_code", ""), record.get(importer.office, ""))):
            yield reason
            return
    if now is None and after is not None:
        yield LOST
    elif now is not None and after is None:
        yield BACK
    elif not is_same(importer, now, after):
        yield MOVED
    elif before is None and is_kept and "state" not in (now or {}):
        yield REFERRED


def _put_back(importer: Importer, before: Record, now: Record) -> Record:
    """The row as it was, which is a change like any other: it has a version of its own."""
    row = {**now, **before}
    row.pop(CHANGED, None)  # it is set when the row is stored
    importer.finish(row, now)
    return row


def _faults(
    session: Session, importer: Importer, rows: Sequence[Record], sites: SiteTree, cells: Cells
) -> Iterator[RowError]:
    """What was good once may not be so any more: an item has another limit, a hall is no more."""
    lookups, given = Lookups(session, sites), frozenset(importer.header)
    labels = {column.name: column.label for column in importer.columns}
    numbered = list(enumerate(rows, 1))
    for number, row in numbered:
        if missing := [f for f in ("item_code",) if f in row and row[f] not in lookups.items]:
            yield RowError(number, "", cells.name(row), f"已经没有{labels[missing[0]]} {row[missing[0]]}。")
            continue
        for column, reason in importer.check(row, given, lookups):
            yield RowError(number, "", cells.name(row), f"{labels[column]}：{reason}。")
        if row.get("hall_id") and row["hall_id"] not in lookups.halls:
            yield RowError(number, "", cells.name(row), f"已经没有大厅 {row['hall_id']}。")
    yield from taken_values(session, importer, numbered)
