"""The second half of an import: the rows of a plan are written, all or none of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.domain.importing.plan import OutdatedPlanError, Plan
from govsite.domain.tables.parsing import Record
from govsite.models.base import Base, table_of


def store_import(session: Session, plan: Plan) -> None:
    """Write a plan's rows in the transaction of ``writing()`` and bump its topic; nothing where nothing differs.

    Raises OutdatedPlanError when the content has changed since the check. Its number is compared twice: first to
    save the work; last because on PostgreSQL another writer may have committed while this one waited for a row.
    """
    if not plan.stores:
        return
    if topics.current(session, plan.importer.topic) != plan.number:
        raise OutdatedPlanError
    session.flush()
    _insert(session, plan.importer.model, plan.new)
    _update(session, plan.importer.model, plan.changed)
    if not topics.bump_from(session, plan.number, plan.importer.topic):
        raise OutdatedPlanError
    if plan.importer.by_site:
        topics.follow(session, {row["site_code"] for row in (*plan.new, *plan.changed)})
    session.expire_all()  # objects in the session read their values anew


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
