"""The dated texts of a site: notices, and whatever other columns of texts a portal has."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import IN_USE, Base
from govsite.models.columns import Moment
from govsite.models.stored_file import StoredFile

WITHDRAWN = "停用"  # the state of an article that is taken back (撤下)


class Article(Base):
    """An article (文章) as it is published: of one site, in the column (栏目) with a key.

    ``public_id`` stands in its address. It is shown from ``shown_from`` to ``shown_until`` inclusive; ``text`` is in
    our part of Markdown. ``items`` are codes (基本编码), ``halls`` ids, ``files`` ids of ``article_file``. ``changed``
    is what feeds and site maps say, ``revision`` grows with each change. What is being written is no article yet:
    drafts are kept by ``publishing``.
    """

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("site_code", "column_key", "public_id"),
        Index(None, "site_code", "column_key", "state", "shown_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_code: Mapped[str] = mapped_column(String(6))
    column_key: Mapped[str] = mapped_column(String(20))
    public_id: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200), default="")
    author: Mapped[str] = mapped_column(String(100), default="")
    shown_from: Mapped[date]
    shown_until: Mapped[date | None]
    pinned: Mapped[bool] = mapped_column(default=False)
    items: Mapped[list[str]] = mapped_column(default=list)
    halls: Mapped[list[str]] = mapped_column(default=list)
    files: Mapped[list[int]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(String(8), default=IN_USE)
    revision: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(Moment)
    changed: Mapped[datetime] = mapped_column(Moment)


class ArticleFile(StoredFile, Base):
    """A file (附件) that articles of a site name by its id; it is never changed, so a draft may name it as well."""

    __tablename__ = "article_file"
    __table_args__ = (Index(None, "site_code", "digest"),)

    site_code: Mapped[str] = mapped_column(String(6))
