"""Demo letters and cases whose file has changed since: they stay, since people go on with them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.demo import cases, letters
from govsite.demo.sources import DEMO, Sources

UNKNOWN = 1  # the mark of those that were loaded before files were told apart


def outdated(session: Session, folder: Path = DEMO) -> list[str]:
    """The names of the files that are others than those that were loaded; of none that was not loaded yet."""
    sources, names = Sources(folder), {letters.MARK: letters.FILE, cases.MARK: cases.FILE}
    marks = {mark: topics.mark(session, mark) for mark in names}
    return [name for mark, name in names.items() if marks[mark] not in (None, UNKNOWN, sources.number(name))]
