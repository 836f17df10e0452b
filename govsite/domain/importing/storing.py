"""The database's side of an import: rows there are, values already taken, and writing many rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, bindparam, insert, inspect, select, update
from sqlalchemy.orm import Session

from govsite.domain.importing.report import RowError
from govsite.models.base import Base

if TYPE_CHECKING:
    from govsite.domain.importing.importer import Importer, Record

BATCH = 500  # values in one IN (...): databases limit their number


def existing_rows(
    session: Session, model: type[Base], key: Sequence[str], records: Iterable[Record]
) -> dict[tuple[Any, ...], Record]:
    """The rows, by key, that share the first field of their key with a record."""
    table = _table(model)
    found = {}
    for values in _batches({record[key[0]] for record in records}):
        for row in session.execute(select(table).where(table.c[key[0]].in_(values))).mappings():
            found[tuple(row[field] for field in key)] = dict(row)
    return found


def taken(session: Session, importer: Importer, rows: Sequence[tuple[int, Record]]) -> Iterator[RowError]:
    """Values that must be unique and belong to another row already, in the database or in the file."""
    table = _table(importer.model)
    key = [table.c[field] for field in importer.key]
    for field in importer.unique:
        owners: dict[Any, tuple[Any, ...]] = {}
        for values in _batches({record[field] for _, record in rows}):
            for row in session.execute(select(table.c[field], *key).where(table.c[field].in_(values))):
                owners[row[0]] = tuple(row[1:])
        for number, record in rows:
            own = tuple(record[name] for name in importer.key)
            owner = owners.setdefault(record[field], own)
            if owner != own:
                words = "、".join(map(str, owner))
                yield RowError(number, field, str(record[field]), f"已经是{importer.noun} {words} 的，不能重复。")


def store(session: Session, model: type[Base], new: Sequence[Record], changed: Sequence[Record]) -> None:
    """Insert and update rows in the session's transaction; objects in the session read their values anew."""
    session.flush()
    table = _table(model)
    connection = session.connection()
    if new:
        connection.execute(insert(table), new)
    if changed:
        (key,) = table.primary_key.columns
        names = [column.name for column in table.columns if column is not key]
        statement = update(table).where(key == bindparam("row_key")).values({n: bindparam(f"new_{n}") for n in names})
        values = [{"row_key": row[key.name], **{f"new_{n}": row[n] for n in names}} for row in changed]
        connection.execute(statement, values)
    session.expire_all()


def _table(model: type[Base]) -> Table:
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table


def _batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
