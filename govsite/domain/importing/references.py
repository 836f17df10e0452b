"""What refers to a row (被引用): such a row is not deleted when its import is undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from govsite.domain.importing.existing import batches
from govsite.domain.importing.importer import Importer
from govsite.domain.tables.parsing import Record
from govsite.models.base import Base
from govsite.models.department import Department
from govsite.models.hall import Hall
from govsite.models.item import Item
from govsite.models.offering import Offering
from govsite.models.role import Role
from govsite.models.ticket import Ticket

Columns = Sequence[InstrumentedAttribute[Any]]
# By the fields of the row that other tables name, the last of them first asked for: their columns.
REFERRERS: Mapping[type[Base], tuple[tuple[str, ...], Sequence[Columns]]] = {
    Item: (("code",), ((Offering.item_code,), (Ticket.item_code,))),
    Hall: (("id",), ((Offering.hall_id,),)),
    Offering: (("site_code", "item_code"), ((Ticket.site_code, Ticket.item_code),)),
    Department: (
        ("site_code", "key"),
        (
            (Offering.site_code, Offering.department),
            (Ticket.site_code, Ticket.department),
            (Role.site_code, Role.department),
        ),
    ),
}


def referred(session: Session, importer: Importer, records: Iterable[Record]) -> set[tuple[Any, ...]]:
    """The keys of those records that something in the database refers to."""
    if importer.model not in REFERRERS:
        return set()
    fields, tables = REFERRERS[importer.model]
    wanted = {tuple(record[field] for field in fields): importer.key_of(record) for record in records}
    found: set[tuple[Any, ...]] = set()
    for columns in tables:
        for values in batches({key[-1] for key in wanted}):
            rows = session.execute(select(*columns).where(columns[-1].in_(values)).distinct())
            found |= {wanted[tuple(row)] for row in rows if tuple(row) in wanted}
    return found
