"""The vocabulary (themes, life events, groups) from a table."""

from __future__ import annotations

from govsite.domain.importing import notes
from govsite.domain.importing.importer import Importer
from govsite.domain.tables.columns import Column, one_of, text, whole
from govsite.models.term import Term

COLUMNS = (
    Column("facet", "分类方式", one_of("theme", "life_event", "group"), required=True),
    Column("audience", "服务对象", one_of("natural", "legal", "both"), required=True),
    Column("order", "顺序", whole(0, 9999), required=True, attribute="position"),
    Column("term", "词", text(32), required=True),
    Column("items", "事项数", text(20), ignored=True),
)

TERMS = Importer(noun="分类词", model=Term, columns=COLUMNS, key=("facet", "audience", "term"), notes=notes.TERMS)
