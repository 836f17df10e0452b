"""The boards that a worker holds: each read when its site is first asked for, and anew when its topic has moved."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from govsite.database.topics import ARTICLES, Numbers, of_site
from govsite.database.trouble import describe
from govsite.domain.articles.board import NOTICES, Board, Head, with_notices
from govsite.domain.articles.markdown import without_signs
from govsite.domain.common.days import today
from govsite.domain.common.latest import Latest
from govsite.models.article import Article
from govsite.models.base import IN_USE
from govsite.sites.site import Site

MOST_BOARDS = 500  # some 30 KB each, with 70 articles
MOST_SEARCHED = 150  # boards whose texts are kept, some 100 KB each
UNREAD = -1  # the number before any was read
V = TypeVar("V")
log = logging.getLogger(__name__)


class BoardsMemory:
    """Boards of the column of notices by site; ``reading`` gives the session of who asks."""

    def __init__(self, reading: Callable[[], Session]) -> None:
        self._reading = reading
        self._boards: Latest[str, Board] = Latest(MOST_BOARDS)
        self._texts: Latest[str, dict[str, str]] = Latest(MOST_SEARCHED)

    def at(self, numbers: Numbers, on_old: Callable[[], object]) -> BoardsNow:
        """The boards of some numbers of topics; ``on_old`` is called when one can only be had as it was before."""
        return BoardsNow(self, numbers, on_old)

    def board(self, code: str, number: int) -> Board:
        """The rows of a site under a number; the last ones there were, under theirs, while they cannot be read."""
        if number == 0:
            return NOTHING  # whoever stores an article moves its topic
        return self._kept(self._boards, code, number, lambda: Board(number, heads_of(self._reading(), code)))

    def texts(self, code: str, number: int) -> dict[str, str]:
        """The texts of these rows by id."""
        if number == 0:
            return {}
        return self._kept(self._texts, code, number, lambda: texts_of(self._reading(), code))

    def _kept(self, memory: Latest[str, V], code: str, number: int, make: Callable[[], V]) -> V:
        try:
            return memory.get(code, number, make)
        except SQLAlchemyError as error:
            last = memory.last(code)
            with suppress(SQLAlchemyError):  # the breaker, which the same failure has opened, hands out no session
                self._reading().close()  # PostgreSQL takes nothing more in this transaction
            if last is None:
                raise
            log.warning("articles of %s cannot be read, the last ones stay: %s", code, describe(error))
            return last


NOTHING = Board(0, ())


class BoardsNow:
    """All boards under some numbers."""

    def __init__(self, memory: BoardsMemory, numbers: Numbers, on_old: Callable[[], object]) -> None:
        self._memory = memory
        self._numbers = numbers
        self._on_old = on_old

    def of(self, site: Site) -> Board:
        """A site's articles: rows, and what still stands in sites.yaml."""
        number = self._number(site)
        board = self._memory.board(site.code, number)
        if board.number != number:
            self._on_old()
        return with_notices(board, site.notices) if site.notices else board

    def texts(self, site: Site) -> dict[str, str]:
        """The texts of these."""
        rows = self._memory.texts(site.code, self._number(site))
        return {**{each.id: each.body for each in site.notices}, **rows} if site.notices else rows

    def _number(self, site: Site) -> int:
        return self._numbers.get(of_site(site.code), 0) if ARTICLES in self._numbers else UNREAD


def _shown(code: str) -> tuple[ColumnElement[bool], ...]:
    """Those that are or will be shown."""
    lasting = or_(Article.shown_until.is_(None), Article.shown_until >= today())
    return Article.site_code == code, Article.column_key == NOTICES, Article.state == IN_USE, lasting


def heads_of(session: Session, code: str) -> list[Head]:
    """What lists say of a site's articles; of one day those that were stored last come first."""
    columns = (Article.public_id, Article.title, Article.shown_from, Article.shown_until)
    more = (Article.source, Article.pinned, Article.changed, Article.items, Article.halls)
    rows = session.execute(select(*columns, *more).where(*_shown(code)).order_by(Article.id.desc()))
    return [_head(row) for row in rows]


def _head(row: Any) -> Head:
    shown = (row.public_id, row.title, row.shown_from, row.shown_until, row.source, row.pinned, row.changed)
    return Head(*shown, tuple(row.items), tuple(row.halls))


def texts_of(session: Session, code: str) -> dict[str, str]:
    """The words of a site's articles, by id."""
    rows = session.execute(select(Article.public_id, Article.text).where(*_shown(code)))
    return {row.public_id: without_signs(row.text) for row in rows}


def sites_of(session: Session) -> list[str]:
    """The codes of all sites with articles."""
    return list(session.scalars(select(Article.site_code).distinct()))
