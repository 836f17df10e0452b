"""The articles of a site as its editors see them: what is shown, what is to come, what is over, what was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from govsite.domain.articles.board import NOTICES, Head
from govsite.models.article import Article
from govsite.models.base import IN_USE

STATES = {"live": "正在显示", "later": "还没开始", "over": "已经过期", "withdrawn": "已撤下"}
MOST = 5_000  # rows of a list; older ones are found by their title


class Listed(NamedTuple):
    """The articles in one state, the newest first, and how many there are in each."""

    heads: Sequence[Head]
    counts: dict[str, int]


def list_articles(session: Session, site_code: str, state: str, q: str, today: date) -> Listed:
    """The articles of a site in a state whose titles hold ``q``."""
    own = [Article.site_code == site_code, Article.column_key == NOTICES]
    if q:
        own.append(Article.title.contains(q, autoescape=True))
    wanted = _conditions(today)
    counts = {
        name: session.scalar(select(func.count()).select_from(Article).where(*own, *wanted[name])) or 0
        for name in STATES
    }
    columns = (Article.public_id, Article.title, Article.shown_from, Article.shown_until)
    more = (Article.source, Article.pinned, Article.changed)
    newest = (Article.shown_from.desc(), Article.id.desc())
    rows = session.execute(select(*columns, *more).where(*own, *wanted[state]).order_by(*newest).limit(MOST))
    return Listed([Head(*row) for row in rows], counts)


def _conditions(today: date) -> dict[str, tuple[ColumnElement[bool], ...]]:
    used = Article.state == IN_USE
    lasting = or_(Article.shown_until.is_(None), Article.shown_until >= today)
    return {
        "live": (used, lasting, Article.shown_from <= today),
        "later": (used, lasting, Article.shown_from > today),
        "over": (used, Article.shown_until < today),
        "withdrawn": (Article.state != IN_USE,),
    }
