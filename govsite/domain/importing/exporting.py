"""Rows as cells that their importer reads again (导出): an exported file that is imported changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.importing.importer import Importer
from govsite.domain.tables.columns import Column
from govsite.domain.tables.parsing import Record
from govsite.domain.tables.writing import cell_of
from govsite.models.base import table_of
from govsite.sites.tree import SiteTree

SITE = "site_code"  # the attribute with the code of a row's site
ROWS_AT_ONCE = 500


class Cells:
    """What stands in the cells of a table's rows."""

    def __init__(self, importer: Importer, sites: SiteTree) -> None:
        self.columns = [column for column in importer.columns if not column.ignored]
        by_field = {column.field: column for column in self.columns}
        self._key = [by_field[field] for field in importer.key if field in by_field]
        self._words = {column.name: importer.choices(column) for column in self.columns}
        names = Counter(site.name for site in sites.all)
        self._sites = {site.code: site.name if names[site.name] == 1 else site.code for site in sites.all}

    @property
    def head(self) -> list[str]:
        """The headings."""
        return [column.label for column in self.columns]

    def of(self, record: Record) -> list[str]:
        """The cells of a row."""
        return [self.cell(column, record[column.field]) for column in self.columns]

    def name(self, record: Record) -> str:
        """What a row is called by its key, with the names of sites."""
        return " ".join(self.cell(column, record[column.field]) for column in self._key)

    def cell(self, column: Column, value: Any) -> str:
        """The cell of a value."""
        if column.field == SITE:
            return self._sites.get(value, str(value))
        return cell_of(column, value, self._words[column.name])


def rows_of(session: Session, importer: Importer, codes: Collection[str] | None) -> Iterator[Record]:
    """The rows of some sites, None for all, in the order of their keys; those that all sites share are all."""
    table = table_of(importer.model)
    found = select(table).order_by(*(table.c[field] for field in importer.key))
    if codes is not None and SITE in table.c:
        found = found.where(table.c[SITE].in_(codes))
    for row in session.execute(found.execution_options(yield_per=ROWS_AT_ONCE)).mappings():
        yield dict(row)
