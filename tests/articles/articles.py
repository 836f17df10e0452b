"""Articles for the tests, put into the table as publishing leaves them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, update

from govsite.database import topics
from govsite.database.session import writing
from govsite.domain.common.days import today
from govsite.models import Article
from tests.waiting import wait

CITY, COUNTY = "420500", "420502"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def day(offset: int) -> date:
    return today() + timedelta(offset)


def article(public_id: str, begin: int = 0, end: int | None = None, **own: Any) -> dict[str, Any]:
    """The values of an article, shown from and until so many days after today."""
    found = {
        "site_code": CITY,
        "title": f"{public_id}号通知",
        "text": f"{public_id}的正文。",
        "changed": LONG_AGO,
        **own,
    }
    until = None if end is None else day(end)
    return {
        "column_key": "notices",
        "public_id": public_id,
        "shown_from": day(begin),
        "shown_until": until,
        "changed": LONG_AGO,
        **found,
    }


def publish(app: Flask, *articles: dict[str, Any]) -> None:
    """Store articles as publishing does, and wait until this worker knows."""
    with app.app_context(), writing() as session:
        session.add_all([Article(created=LONG_AGO, **values) for values in articles])
        session.flush()
        topics.bump_sites(session, [values["site_code"] for values in articles])
    see(app)


def change(app: Flask, public_id: str, **values: Any) -> None:
    """Change an article of the city."""
    with app.app_context(), writing() as session:
        own = update(Article).where(Article.site_code == CITY, Article.public_id == public_id)
        session.execute(own.values(**values))
        topics.bump_sites(session, [CITY])
    see(app)


def forget(app: Flask, *codes: str) -> None:
    """An empty portal again."""
    with app.app_context(), writing() as session:
        codes = tuple(session.execute(delete(Article).returning(Article.site_code)).scalars())
        topics.bump_sites(session, codes)
    see(app)


def see(app: Flask) -> None:
    """Wait until this worker has looked since."""
    with app.app_context(), writing() as session:
        number = topics.current(session, topics.ARTICLES)
    wait(lambda: app.extensions["freshness"].stamp().numbers.get(topics.ARTICLES) == number)
