"""The days off and worked weekends of the State Council's yearly notice (部分节假日安排) from a table."""

from __future__ import annotations

from govsite.domain.importing import notes
from govsite.domain.importing.importer import Importer
from govsite.domain.tables.columns import Column, text, yes_no
from govsite.domain.tables.days import day
from govsite.models.workday import Workday

COLUMNS = (
    Column("day", "日期", day, required=True),
    Column("working", "上班", yes_no, required=True),
    Column("name", "节日", text(32), required=True),
    Column("source", "依据", text(100), required=True),
)

HOLIDAYS = Importer(noun="放假安排", model=Workday, columns=COLUMNS, key=("day",), notes=notes.HOLIDAYS)
