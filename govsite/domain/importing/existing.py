"""What the database has already: the rows that a table would update, and values that must be unique."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.importing.importer import Importer
from govsite.domain.tables.parsing import Record
from govsite.domain.tables.report import RowError
from govsite.models.base import table_of

VALUES_A_QUERY = 500  # databases limit the number of values in one IN (...)


def existing_rows(session: Session, importer: Importer, records: Iterable[Record]) -> dict[tuple[Any, ...], Record]:
    """The rows, by key, that share the first field of their key with a record."""
    table, first = table_of(importer.model), importer.key[0]
    found = {}
    for values in batches({record[first] for record in records}):
        for row in session.execute(select(table).where(table.c[first].in_(values))).mappings():
            record = dict(row)
            found[importer.key_of(record)] = record
    return found


def taken_values(session: Session, importer: Importer, rows: Sequence[tuple[int, Record]]) -> Iterator[RowError]:
    """Values that must be unique and belong to another row, in the database or in the file.

    Of fields that are unique together the last is told, and in the others the owner is as the row itself.
    """
    table = table_of(importer.model)
    key = [table.c[field] for field in importer.key]
    for fields in importer.unique:
        last, owners = fields[-1], {}
        for values in batches({record[last] for _, record in rows}):
            wanted = select(*(table.c[field] for field in fields), *key).where(table.c[last].in_(values))
            for row in session.execute(wanted):
                owners[tuple(row[: len(fields)])] = tuple(row[len(fields) :])
        for number, record in rows:
            own = importer.key_of(record)
            owner = owners.setdefault(tuple(record[field] for field in fields), own)
            if owner != own:
                named = [str(part) for field, part in zip(importer.key, owner, strict=True) if field not in fields]
                label = next((column.label for column in importer.columns if column.field == last), last)
                reason = f"已经是{importer.noun} {'、'.join(named)} 的{label}，不能重复，请换一个。"
                yield RowError(number, last, str(record[last]), reason)


def batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Values in their order, so many as one query may have."""
    ordered = sorted(values)
    for start in range(0, len(ordered), VALUES_A_QUERY):
        yield ordered[start : start + VALUES_A_QUERY]
