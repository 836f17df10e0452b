"""One article with its text, its files and what it leads to; the texts of a feed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from govsite.domain.articles.board import NOTICES, Head, Shown, head_of
from govsite.domain.articles.markdown import without_signs
from govsite.domain.common import stored_files
from govsite.domain.common.stored_files import Content, File
from govsite.models.article import Article, ArticleFile
from govsite.models.base import IN_USE
from govsite.sites.site import Notice, Site
from govsite.typed import Typed

MOST_NAMED = 200  # sites that a query names; of more it reads all rows
PUBLIC_ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Whole:
    """An article (文章) of a site; one of sites.yaml is ``plain``: its text is no Markdown."""

    site: Site
    head: Head
    text: str
    author: str = ""
    items: Collection[str] = ()
    halls: Collection[str] = ()
    files: Collection[int] = ()
    withdrawn: bool = False
    plain: bool = False

    def is_over(self, today: date) -> bool:
        """Whether it was shown and is no more."""
        return self.withdrawn or (self.head.until is not None and self.head.until < today)


def find_article(session: Session, shown: Shown, site: Site, name: str, today: date) -> Whole | None:
    """The article with an id at a site: among those that it shows, else among its own and those of the sites above.

    One that is over or withdrawn is found, one that is to come is not.
    """
    if not PUBLIC_ID.fullmatch(name):
        return None
    steps = (site, *reversed(site.ancestors))
    rows = {row.site_code: row for row in session.scalars(_named(name, [step.code for step in steps]))}
    found = []
    for step in steps:
        row = rows.get(step.code)
        notice = None if row else next((each for each in step.notices if each.id == name), None)
        if whole := of_row(step, row) if row else of_notice(step, notice) if notice else None:
            found.append(whole)
    found = [whole for whole in found if whole.head.from_ <= today]
    found.sort(key=lambda whole: whole.site is not shown.owner or whole.is_over(today))
    return found[0] if found else None


def _named(name: str, codes: Collection[str]) -> Select[Article]:
    return select(Article).where(Article.public_id == name, Article.column_key == NOTICES, Article.site_code.in_(codes))


def of_row(site: Site, row: Article) -> Whole:
    """The article of a row."""
    head = Head(row.public_id, row.title, row.shown_from, row.shown_until, row.source, row.pinned, row.changed)
    more = (row.author, tuple(row.items), tuple(row.halls), tuple(row.files))
    return Whole(site, head, row.text, *more, withdrawn=row.state != IN_USE)


def of_notice(site: Site, notice: Notice) -> Whole:
    """The article of a notice in sites.yaml."""
    return Whole(site, head_of(notice), notice.body, plain=True)


def words_of(session: Session, site: Site, heads: Collection[Head]) -> list[tuple[Head, str]]:
    """Some articles of a site with their words, in their order, for a feed."""
    words = {each.id: each.body for each in site.notices}
    names = [head.id for head in heads]
    wanted = select(Article.public_id, Article.text).where(
        Article.site_code == site.code, Article.column_key == NOTICES, Article.public_id.in_(names)
    )
    if not words.keys() >= set(names):
        words |= {row.public_id: without_signs(row.text) for row in session.execute(wanted)}
    return [(head, words[head.id]) for head in heads if head.id in words]


def all_of(session: Session, sites: Collection[Site]) -> dict[str, list[Notice]]:
    """Everything that some sites have published and not withdrawn, past and to come, by the codes of the sites."""
    codes = {site.code for site in sites}
    columns = (Article.public_id, Article.title, Article.text, Article.shown_from, Article.shown_until, Article.source)
    kept = select(Article.site_code, *columns).where(Article.column_key == NOTICES, Article.state == IN_USE)
    if len(codes) <= MOST_NAMED:
        kept = kept.where(Article.site_code.in_(codes))
    found: dict[str, list[Notice]] = {site.code: [] for site in sites}
    for row in session.execute(kept):
        if row.site_code in found:
            found[row.site_code].append(Notice(*row[1:]))
    for site in sites:
        known = {notice.id for notice in found[site.code]} if site.notices else ()
        found[site.code] += [notice for notice in site.notices if notice.id not in known]
    return found


def files_of(session: Session, site_code: str, numbers: Collection[int]) -> list[File]:
    """The files of an article of a site, in its order, without what is in them."""
    if not numbers:
        return []
    columns = (ArticleFile.id, ArticleFile.name, ArticleFile.kind, ArticleFile.size, ArticleFile.state)
    own = select(*columns).where(ArticleFile.site_code == site_code, ArticleFile.id.in_(numbers))
    rows = {row.id: File(row.id, Typed(row.name), row.kind, row.size, row.state) for row in session.execute(own)}
    return [rows[number] for number in numbers if number in rows]


def file_of(session: Session, whole: Whole, number: int) -> Content | None:
    """A file that an article names; None for any other."""
    if number not in whole.files:
        return None
    return stored_files.content_of(session, ArticleFile, number, ArticleFile.site_code == whole.site.code)


def new_public_id(day: date) -> str:
    """The id of a new article: its day and four digits, which two editors hardly ever get both."""
    return f"{day:%Y%m%d}-{1000 + secrets.randbelow(9000)}"


def of_content(name: str, shown: Mapping[str, Any], site: Site) -> Whole:
    """The article of a draft, by the values of the row that it would be."""
    days = (shown["shown_from"], shown["shown_until"])
    leads = (tuple(shown["items"]), tuple(shown["halls"]))
    head = Head(name, shown["title"], *days, shown["source"], shown["pinned"], None, *leads)
    more = (shown["author"], *leads, tuple(shown["files"]))
    return Whole(site, head, shown["text"], *more, withdrawn=shown["state"] != IN_USE)
