"""Tables into the catalogue: read, check, store; the console and the commands use the same importers."""

from govsite.domain.importing.articles import ARTICLES
from govsite.domain.importing.bundles import BUNDLES
from govsite.domain.importing.checking import check_import
from govsite.domain.importing.departments import DEPARTMENTS
from govsite.domain.importing.halls import HALLS
from govsite.domain.importing.holidays import HOLIDAYS
from govsite.domain.importing.importer import Importer
from govsite.domain.importing.items import ITEMS
from govsite.domain.importing.offerings import OFFERINGS
from govsite.domain.importing.plan import OutdatedPlanError, Plan
from govsite.domain.importing.run import run_import
from govsite.domain.importing.storing import store_import
from govsite.domain.importing.terms import TERMS
from govsite.domain.tables.apart import read_table_apart
from govsite.domain.tables.reading import read_table
from govsite.domain.tables.report import ImportReport, RowError
from govsite.domain.tables.table import Table, TableError

IMPORTERS: dict[str, Importer] = {
    "terms": TERMS,
    "departments": DEPARTMENTS,
    "items": ITEMS,
    "halls": HALLS,
    "offerings": OFFERINGS,
    "holidays": HOLIDAYS,
    "articles": ARTICLES,
    "bundles": BUNDLES,
}

__all__ = [
    "ARTICLES",
    "BUNDLES",
    "DEPARTMENTS",
    "HALLS",
    "HOLIDAYS",
    "IMPORTERS",
    "ITEMS",
    "OFFERINGS",
    "TERMS",
    "ImportReport",
    "Importer",
    "Plan",
    "OutdatedPlanError",
    "RowError",
    "Table",
    "TableError",
    "check_import",
    "read_table",
    "read_table_apart",
    "run_import",
    "store_import",
]
