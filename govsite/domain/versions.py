"""The content version: a number that moves in the same transaction as any change of public content."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.models.version import ContentVersion

CONTENT = "content"


def current(session: Session) -> int:
    """The number now; read it before the content it stands for, so that a change in between is noticed."""
    return mark(session, CONTENT) or 0


def bump(session: Session) -> None:
    """Say that public content changed; the caller commits. Do it last: writers queue for this row."""
    moved = update(ContentVersion).where(ContentVersion.name == CONTENT).values(number=ContentVersion.number + 1)
    # The first migration makes the row; an UPDATE that finds none would lose the change silently.
    if session.connection().execute(moved).rowcount != 1:
        raise LookupError("content_version has no row 'content': the database was not migrated")


def mark(session: Session, name: str) -> int | None:
    """The number kept under a name, None when there is none."""
    return session.scalar(select(ContentVersion.number).where(ContentVersion.name == name))


def set_mark(session: Session, name: str, number: int) -> None:
    """Keep a number (63 bits) under a name."""
    session.merge(ContentVersion(name=name, number=number))
