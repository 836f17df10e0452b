"""Files of articles (附件): stored at once when they come, since a draft names them before it is published."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.articles.reading import files_of
from govsite.domain.common.stored_files import File, values_of
from govsite.domain.common.uploads import Cleaned
from govsite.models.article import ArticleFile
from govsite.typed import Typed


def named(site_code: str, numbers: Sequence[int]) -> list[File]:
    """The files of a site with some numbers; others are left out."""
    session = reading()
    found = files_of(session, site_code, numbers)
    session.rollback()
    return found


def keep(site_code: str, files: Sequence[Cleaned]) -> list[File]:
    """Store files of a site in a ``writing()`` of their own; one that is there already under its name is kept once."""
    if not files:
        return []
    with writing() as session:
        now, found = database_time(session), []
        for file in files:
            own = select(ArticleFile).where(ArticleFile.site_code == site_code, ArticleFile.digest == file.digest)
            row = session.scalar(own.where(ArticleFile.name == file.name).limit(1))
            if row is None:
                row = ArticleFile(site_code=site_code, **values_of(file, now))
                session.add(row)
                session.flush()
            row.added = now  # somebody wants it anew, so it is not taken for one that nothing names
            found.append(File(row.id, Typed(row.name), row.kind, row.size, row.state))
    return found
