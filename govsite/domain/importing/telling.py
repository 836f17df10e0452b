"""What an import would change, in words (改动): the first rows of each kind, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govsite.domain.importing.exporting import SITE, Cells
from govsite.domain.importing.plan import Plan
from govsite.domain.tables.parsing import Record
from govsite.domain.tables.report import MOST_FINDINGS, RowError
from govsite.models.base import JsonObject
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

MOST_CHANGES = 300  # rows
LONGEST_CELL = 120  # characters
NEW, CHANGED, GONE = "new", "changed", "gone"
TWO_PERSON = "two_person"


def told(plan: Plan, sites: SiteTree, names: Mapping[str, str]) -> JsonObject:
    """The report of a run; ``names`` are those of items by code. All of it is text of the table's owner."""
    cells = Cells(plan.importer, sites)
    changes = []
    for before, after in plan.steps[:MOST_CHANGES]:
        what = NEW if before is None else GONE if after is None else CHANGED
        row = after or before or {}
        name = row.get("title") or row.get("name") or names.get(row.get("item_code", ""), "")
        changes.append([what, cells.name(row), name, _cells(cells, before, after)])
    return {
        "told": list(plan.report.told),
        "errors": [_finding(plan, error) for error in plan.report.errors[:MOST_FINDINGS]],
        "warnings": [_finding(plan, warning) for warning in plan.report.warnings[:MOST_CHANGES]],
        "changes": changes,
    }


def wants_two(plan: Plan, sites: SiteTree) -> bool:
    """Whether a row is of a site that wants two persons for what it publishes."""
    codes = {row[SITE] for step in plan.steps for row in step if row and SITE in row}
    found: list[Site] = [sites.by_code[code] for code in codes if code in sites.by_code]
    return any(site.publish == TWO_PERSON for site in found)


def _cells(cells: Cells, before: Record | None, after: Record | None) -> list[list[str]]:
    if before is None or after is None:
        return []
    found = []
    for column in cells.columns:
        one, other = (cells.cell(column, record[column.field]) for record in (before, after))
        if one != other:
            found.append([column.label, one[:LONGEST_CELL], other[:LONGEST_CELL]])
    return found


def _finding(plan: Plan, found: RowError) -> list[Any]:
    labels = {column.name: column.label for column in plan.importer.columns}
    return [found.row, labels.get(found.column, found.column), found.value[:LONGEST_CELL], found.reason]
