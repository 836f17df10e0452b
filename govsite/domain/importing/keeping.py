"""Rows as JSON (留底): what an import found and what it left, so that it can be compared and put back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime

from govsite.domain.importing.importer import Importer
from govsite.domain.importing.plan import Plan
from govsite.domain.tables.parsing import Record
from govsite.models.base import table_of
from govsite.models.columns import Moment
from govsite.models.import_run import LONGEST_ROW_KEY, ImportChange

# What follows from the rest, or counts it: not what somebody wrote.
UNWRITTEN = frozenset({"id", "changed", "created", "version", "revision", "pinyin"})


def packed(importer: Importer, record: Record | None) -> str | None:
    """A row as JSON, without its number."""
    if record is None:
        return None
    kept = {name: value for name, value in record.items() if name != "id" or name in importer.key}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, default=_moment)


def unpacked(importer: Importer, text: str | None) -> Record | None:
    """The row again; columns that are no more are left out."""
    if text is None:
        return None
    columns = table_of(importer.model).columns
    record: Record = {}
    for name, value in json.loads(text).items():
        if name in columns:
            record[name] = _read(columns[name].type, value)
    return record


def is_same(importer: Importer, one: Record | None, other: Record | None) -> bool:
    """Whether two rows say the same, in what both have."""
    if one is None or other is None:
        return one is other
    names = (one.keys() & other.keys()) - (UNWRITTEN - set(importer.key))
    return all(one[name] == other[name] for name in names)


def name_of(importer: Importer, record: Record) -> str:
    """How a row is called by its key."""
    return " ".join(str(part) for part in importer.key_of(record))[:LONGEST_ROW_KEY]


def digest_of(plan: Plan) -> str:
    """What a plan is known by: what it would change, as somebody has seen it."""
    digest = hashlib.sha256()
    for before, after in plan.steps:
        for record in (before, after):
            shown = None if record is None else {k: v for k, v in record.items() if k not in UNWRITTEN or k == "id"}
            digest.update(json.dumps(shown, ensure_ascii=False, sort_keys=True, default=_moment).encode())
    return digest.hexdigest()


def changes_of(plan: Plan, run_id: int) -> Iterable[dict[str, Any]]:
    """The rows of ``import_change`` for what a plan stores."""
    importer = plan.importer
    for before, after in plan.steps:
        name = name_of(importer, after or before or {})
        row = {"run_id": run_id, "row_key": name, "before": packed(importer, before), "after": packed(importer, after)}
        yield row


def rows_of(importer: Importer, change: ImportChange) -> tuple[Record | None, Record | None]:
    """What a change has kept: before, after."""
    return unpacked(importer, change.before), unpacked(importer, change.after)


def _moment(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _read(kind: object, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(kind, Moment | DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
