"""Notices of sites.yaml become articles (搬移): each once, under the id and with the words that it has there."""

from __future__ import annotations

from datetime import UTC, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.domain.articles.board import NOTICES
from govsite.domain.articles.markdown import from_plain
from govsite.domain.common.days import ZONE
from govsite.models.article import Article
from govsite.sites.site import Notice, Site
from govsite.sites.tree import SiteTree


def move(session: Session, tree: SiteTree) -> tuple[int, int]:
    """Store the notices of all sites in the transaction of ``writing()``; returns how many, and how many were there.

    An article with the id of a notice stays as it is: it was moved before, and may have been changed since.
    """
    column = Article.column_key == NOTICES
    rows = session.execute(select(Article.site_code, Article.public_id).where(column))
    known = {(row.site_code, row.public_id) for row in rows}
    new = [(site, notice) for site in tree.all for notice in reversed(site.notices)]  # of one day the last comes first
    added = [article_of(site, notice) for site, notice in new if (site.code, notice.id) not in known]
    session.add_all(added)
    session.flush()
    if added:
        topics.bump_sites(session, {article.site_code for article in added})
    return len(added), len(new) - len(added)


def article_of(site: Site, notice: Notice) -> Article:
    """The article of a notice; it counts as changed when it was first shown, as it did."""
    return Article(
        site_code=site.code,
        column_key=NOTICES,
        public_id=notice.id,
        title=notice.title,
        text=from_plain(notice.body),
        source=notice.source,
        shown_from=notice.from_,
        shown_until=notice.until,
        created=datetime.now(UTC),
        changed=datetime.combine(notice.from_, time(), ZONE),
    )
