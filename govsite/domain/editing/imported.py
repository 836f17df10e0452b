"""Imports (导入记录) by name, for lists of deeds: the importers themselves are heavy, and few workers import."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.models.import_run import ImportRun
from govsite.typed import Typed


def files_of(session: Session, numbers: Collection[int]) -> dict[int, tuple[str, Typed]]:
    """The tables of some imports, and what their files are called; one query, none for none."""
    found = select(ImportRun.id, ImportRun.noun, ImportRun.file).where(ImportRun.id.in_(numbers))
    return {row.id: (row.noun, row.file) for row in session.execute(found)} if numbers else {}
