"""Values sealed with older keys are sealed anew with the newest, so that an older key can go (密钥轮换)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table, bindparam, func, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.models.base import Base
from govsite.models.columns import Sealed
from govsite.models.sealing import HEADER, keys_of

ROWS_A_BATCH = 200  # a transaction each, some 20 ms, so that others can write in between


def reseal(metadata: MetaData = Base.metadata, batch: int = ROWS_A_BATCH) -> Iterator[tuple[str, int]]:
    """Go through every sealed column; yields the name of each table with the number of rows that were changed.

    It may be ended and begun again at any time. Raises KeysMissing, and CannotOpen for a value whose key is gone.
    """
    for table in metadata.sorted_tables:
        sealed = [column for column in table.columns if isinstance(column.type, Sealed)]
        if sealed:
            yield table.name, sum(_batches(table, sealed, batch))


def _batches(table: Table, sealed: list[Column[str]], batch: int) -> Iterator[int]:
    while True:
        with writing() as session:
            done = _reseal_some(session, table, sealed, batch)
        yield done
        if done < batch:
            return


def _reseal_some(session: Session, table: Table, sealed: list[Column[str]], batch: int) -> int:
    """Read some rows whose first bytes name another key, which opens them, and store them, which seals them."""
    newest = keys_of(session.get_bind().dialect).header
    header = [func.substr(type_coerce(column, LargeBinary), 1, HEADER, type_=LargeBinary) for column in sealed]
    old = or_(*(first != newest for first in header))
    key = list(table.primary_key.columns)
    rows = session.execute(select(*key, *sealed).where(old).limit(batch).with_for_update()).all()
    if rows:
        names = [f"row_{number}" for number in range(len(key) + len(sealed))]
        of_row = [column == bindparam(name) for column, name in zip(key, names, strict=False)]
        values: dict[Any, Any] = {
            column: bindparam(name) for column, name in zip(sealed, names[len(key) :], strict=True)
        }
        statement = update(table).where(*of_row).values(values)
        session.connection().execute(statement, [dict(zip(names, row, strict=True)) for row in rows])
    return len(rows)
