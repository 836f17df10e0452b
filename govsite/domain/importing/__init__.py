"""Reading tables into the catalogue: the console and the commands use the same importers."""

from govsite.domain.importing.departments import DEPARTMENTS
from govsite.domain.importing.halls import HALLS
from govsite.domain.importing.importer import Importer, run_import
from govsite.domain.importing.items import ITEMS
from govsite.domain.importing.offerings import OFFERINGS
from govsite.domain.importing.reading import read_table
from govsite.domain.importing.report import ImportReport, RowError
from govsite.domain.importing.table import Table, TableError
from govsite.domain.importing.terms import TERMS

IMPORTERS: dict[str, Importer] = {
    "terms": TERMS,
    "departments": DEPARTMENTS,
    "items": ITEMS,
    "halls": HALLS,
    "offerings": OFFERINGS,
}

__all__ = [
    "DEPARTMENTS",
    "HALLS",
    "IMPORTERS",
    "ITEMS",
    "OFFERINGS",
    "TERMS",
    "ImportReport",
    "Importer",
    "RowError",
    "Table",
    "TableError",
    "read_table",
    "run_import",
]
