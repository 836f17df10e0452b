"""The second half of an import: the rows of a plan are written, all or none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.clock import database_time
from govsite.domain.importing.plan import OutdatedPlanError, Plan
from govsite.domain.tables.parsing import Record
from govsite.models.base import Base, table_of

CHANGED = "changed"  # the column of tables that tell when a row was changed last


def store_import(session: Session, plan: Plan, last: Callable[[Session], object] | None = None) -> None:
    """Write a plan's rows in the transaction of ``writing()`` and bump its topic; nothing where nothing differs.

    ``last`` writes the audit, between the two.

    Raises OutdatedPlanError when the content has changed since the check. Its number is compared twice: first to
    save the work; last because on PostgreSQL another writer may have committed while this one waited for a row.
    """
    if not plan.stores:
        return
    if topics.current(session, plan.importer.topic) != plan.number:
        raise OutdatedPlanError
    session.flush()
    model, now = plan.importer.model, database_time(session)
    _insert(session, model, _dated(model, plan.new, now))
    _update(session, model, _dated(model, plan.changed, now))
    _delete(session, model, plan.gone)
    if last:
        last(session)
    if not topics.bump_from(session, plan.number, plan.importer.topic):
        raise OutdatedPlanError
    if plan.importer.by_site:
        topics.follow(session, {row["site_code"] for row in (*plan.new, *plan.changed, *plan.gone)})
    session.expire_all()  # objects in the session read their values anew


def _dated(model: type[Base], rows: Sequence[Record], now: datetime) -> Sequence[Record]:
    """The rows, changed now where they do not say otherwise."""
    return [{CHANGED: now, **row} for row in rows] if CHANGED in table_of(model).columns else rows


def _insert(session: Session, model: type[Base], rows: Sequence[Record]) -> None:
    if rows:
        session.connection().execute(insert(table_of(model)), rows)


def _update(session: Session, model: type[Base], rows: Sequence[Record]) -> None:
    if not rows:
        return
    table = table_of(model)
    (key,) = table.primary_key.columns
    names = [column.name for column in table.columns if column is not key]
    statement = update(table).where(key == bindparam("row_key")).values({n: bindparam(f"new_{n}") for n in names})
    values = [{"row_key": row[key.name], **{f"new_{n}": row[n] for n in names}} for row in rows]
    session.connection().execute(statement, values)


def _delete(session: Session, model: type[Base], rows: Sequence[Record]) -> None:
    if rows:
        table = table_of(model)
        (key,) = table.primary_key.columns
        statement = delete(table).where(key == bindparam("row_key"))
        session.connection().execute(statement, [{"row_key": row[key.name]} for row in rows])
