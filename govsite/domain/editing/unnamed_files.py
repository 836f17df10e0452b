"""Files of articles (附件) that nothing names any more: no article, no draft, no version in the history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.editing.articles import NAME
from govsite.domain.publishing.kinds import unpacked
from govsite.models.article import Article, ArticleFile
from govsite.models.publishing import Draft, Edit

Column = InstrumentedAttribute[Any]
REST = timedelta(days=7)  # a file is there before the draft that names it is saved
AT_ONCE = 200
_NAMES_ANY = '"files":[{'  # as ``packed`` writes it


def delete_unnamed() -> int:
    """Delete those that came some days ago and are named nowhere; returns how many."""
    session = reading()
    limit = database_time(session) - REST
    old = set(session.scalars(select(ArticleFile.id).where(ArticleFile.added < limit)))
    unnamed = sorted(old - set(_named(session))) if old else []
    session.rollback()
    return sum(_delete(unnamed[at : at + AT_ONCE], limit) for at in range(0, len(unnamed), AT_ONCE))


def _delete(numbers: list[int], limit: datetime) -> int:
    with writing() as session:
        gone = delete(ArticleFile).where(ArticleFile.id.in_(numbers), ArticleFile.added < limit)
        return int(session.connection().execute(gone).rowcount)


def _named(session: Session) -> Iterator[int]:
    for files in session.scalars(select(Article.files).execution_options(yield_per=AT_ONCE)):
        yield from files
    for column, kind in ((Draft.content, Draft.kind), (Draft.base, Draft.kind)):
        yield from _in_contents(session, column, kind)
    for column, kind in ((Edit.content, Edit.kind), (Edit.before, Edit.kind)):
        yield from _in_contents(session, column, kind)


def _in_contents(session: Session, column: Column, kind: Column) -> Iterator[int]:
    texts = select(column).where(kind == NAME, column.contains(_NAMES_ANY, autoescape=True))
    for text in session.scalars(texts.execution_options(yield_per=AT_ONCE)):
        yield from (int(file["id"]) for file in (unpacked(text) or {}).get("files", ()))
