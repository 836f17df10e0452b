"""Files that nothing names any more, no live row, no draft, no version in the history: those of articles (附件), and
those for download (空白表、样表).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.editing.articles import NAME
from govsite.domain.publishing.kinds import unpacked
from govsite.models.article import Article, ArticleFile
from govsite.models.form_file import FormFile
from govsite.models.import_run import ImportChange, ImportRun
from govsite.models.item import Item
from govsite.models.publishing import Draft, Edit

Column = InstrumentedAttribute[Any]
REST = timedelta(days=7)  # a file is there before the draft that names it is saved
AT_ONCE = 200
ITEM, ITEMS = "item", "items"  # the kind and the table whose records name files for download
_NAMES_ANY = '"files":[{'  # as ``packed`` writes it
_END = re.compile(r"[0-9a-f]{8}\.[a-z]{3,4}")  # of an address, as ``form_files.keep`` makes it: a digest and a kind
_VERSIONS = ((Draft.content, Draft.kind), (Draft.base, Draft.kind), (Edit.content, Edit.kind), (Edit.before, Edit.kind))


def delete_unnamed() -> int:
    """Delete those that came some days ago and are named nowhere; returns how many."""
    session = reading()
    limit = database_time(session) - REST
    articles = _old(session, ArticleFile.id, limit)
    unnamed = sorted(articles - set(_named(session))) if articles else []
    forms = _old(session, FormFile.address, limit)
    ends = set(_ends(session)) if forms else set()
    unused = sorted(address for address in forms if not ends.intersection(_END.findall(address)))
    session.rollback()
    return _delete(ArticleFile.id, unnamed, limit) + _delete(FormFile.address, unused, limit)


def _old(session: Session, column: Column, limit: datetime) -> set[Any]:
    file = column.class_
    return set(session.scalars(select(column).where(file.added < limit)))


def _delete(column: Column, unnamed: list[Any], limit: datetime) -> int:
    """Some at once, each time in a ``writing()`` of its own."""
    deleted = 0
    for at in range(0, len(unnamed), AT_ONCE):
        with writing() as session:
            gone = delete(column.class_).where(column.in_(unnamed[at : at + AT_ONCE]), column.class_.added < limit)
            deleted += int(session.connection().execute(gone).rowcount)
    return deleted


def _named(session: Session) -> Iterator[int]:
    for files in session.scalars(select(Article.files).execution_options(yield_per=AT_ONCE)):
        yield from files
    for text in _contents(session, NAME, _NAMES_ANY):
        yield from (int(file["id"]) for file in (unpacked(text) or {}).get("files", ()))


def _ends(session: Session) -> Iterator[str]:
    """How addresses of files end, in items, in what was written of them, in tables that can be stored or undone."""
    for materials in session.scalars(select(Item.materials).execution_options(yield_per=AT_ONCE)):
        for one in materials:
            yield from _END.findall(f"{one.get('blank')} {one.get('sample')}")
    own = ImportRun.noun == ITEMS
    changes = (
        select(one).join(ImportRun).where(own, one.is_not(None)) for one in (ImportChange.before, ImportChange.after)
    )
    for texts in (select(ImportRun.text).where(own), *changes):
        yield from _in(session.scalars(texts.execution_options(yield_per=AT_ONCE)))
    yield from _in(_contents(session, ITEM, "."))


def _in(texts: Iterable[str | None]) -> Iterator[str]:
    for text in texts:
        yield from _END.findall(text or "")


def _contents(session: Session, of: str, part: str) -> Iterator[str | None]:
    """All contents of a kind that hold a text."""
    for column, kind in _VERSIONS:
        texts = select(column).where(kind == of, column.contains(part, autoescape=True))
        yield from session.scalars(texts.execution_options(yield_per=AT_ONCE))
