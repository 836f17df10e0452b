"""Files for download that were sent in the console (空白表、样表), by the address that materials name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.models.form_file import FormFile


@dataclass(frozen=True, slots=True)
class FormContent:
    """A file itself, and its media type."""

    kind: str
    content: bytes


def find(session: Session, address: str) -> FormContent | None:
    """A file by its address."""
    found = session.execute(select(FormFile.kind, FormFile.content).where(FormFile.address == address)).first()
    return FormContent(found.kind, found.content) if found else None


def size_of(session: Session, address: str) -> int | None:
    """The bytes of a file, None where there is none."""
    return session.scalar(select(FormFile.size).where(FormFile.address == address))
