"""Somebody who gets at the audit's tables past the application, with the triggers out of the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.common.audit import FIRST_HASH
from govsite.models.audit import Audit, AuditHead

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"


@contextmanager
def tampering() -> Iterator[Session]:
    """A unit of writing without the triggers, which are there again afterwards."""
    with writing() as session:
        if session.get_bind().dialect.name == "sqlite":
            triggers = session.execute(text(TRIGGERS)).all()
            off, on = [f"DROP TRIGGER {row.name}" for row in triggers], [row.sql for row in triggers]
        else:
            off, on = ([f"ALTER TABLE audit {word} TRIGGER USER"] for word in ("DISABLE", "ENABLE"))
        for statement in off:
            session.execute(text(statement))
        yield session
        session.flush()
        for statement in on:
            session.connection().exec_driver_sql(statement)


def begin_anew() -> None:
    """An audit without records."""
    with tampering() as session:
        session.execute(delete(Audit))
        session.execute(delete(AuditHead))
        session.add(AuditHead(id=1, number=0, hash=FIRST_HASH))


def renumber(session: Session, number: int, to: int) -> None:
    session.execute(update(Audit).where(Audit.number == number).values(number=to))
