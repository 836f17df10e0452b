"""Files as they are stored (附件), whatever they belong to: what is said of one, and the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from govsite.domain.common.uploads import Cleaned
from govsite.models.stored_file import StoredFile
from govsite.typed import Typed


@dataclass(frozen=True, slots=True)
class File:
    """What is said of a file: ``size`` in bytes, ``state`` CLEAN or UNSCANNED."""

    id: int
    name: Typed
    kind: str
    size: int
    state: str


@dataclass(frozen=True, slots=True)
class Content:
    """A file itself."""

    id: int
    name: Typed
    kind: str
    content: bytes


def content_of(session: Session, model: type[StoredFile], number: int, *which: ColumnElement[bool]) -> Content | None:
    """A file by its number, among those that a caller may give out; None for another."""
    wanted = select(model.id, model.name, model.kind, model.content).where(model.id == number, *which)
    found = session.execute(wanted).first()
    return Content(found.id, Typed(found.name), found.kind, found.content) if found else None


def values_of(file: Cleaned, now: datetime) -> dict[str, Any]:
    """The columns of a new row."""
    return {
        "added": now,
        "name": file.name,
        "kind": file.kind,
        "size": file.size,
        "digest": file.digest,
        "state": file.state,
        "content": file.content,
    }
