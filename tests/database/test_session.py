"""``writing()``: what is acknowledged is stored, and what was checked inside stays true until it is stored."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from govsite.database.breaker import RESERVED
from govsite.database.session import writing
from govsite.database.trouble import is_away
from govsite.extensions import db
from tests.apps import portal_of
from tests.sites.samples import SMALL
from tests.waiting import finish, together, wait_for

PLACES, WRITERS, TRIES = 40, 4, 30


@pytest.fixture(scope="module")
def own(empty_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("writing")
    with portal_of(SMALL, folder, database_url=empty_url) as made:
        with made.app_context(), writing() as session:
            session.execute(text("CREATE TABLE sold (id INTEGER PRIMARY KEY, number INTEGER)"))
            session.execute(text("INSERT INTO sold VALUES (1, 0)"))
        yield made


def sold(app: Flask) -> int:
    with app.app_context():
        return int(db.session.scalar(text("SELECT number FROM sold")) or 0)


def test_what_was_written_is_there_at_the_end(own: Flask) -> None:
    with own.app_context():
        with writing() as session:
            session.execute(text("UPDATE sold SET number = 7"))
        assert sold(own) == 7


def test_an_error_leaves_nothing_behind(own: Flask) -> None:
    before = sold(own)
    with own.app_context(), pytest.raises(ZeroDivisionError), writing() as session:
        session.execute(text("UPDATE sold SET number = -1"))
        raise ZeroDivisionError
    assert sold(own) == before


def test_one_inside_another_is_a_mistake_that_is_told(own: Flask) -> None:
    with own.app_context():
        with writing(), pytest.raises(RuntimeError, match="inside"), writing():
            pass
        with writing():
            pass


def test_no_more_is_sold_than_there_is(own: Flask) -> None:
    """Check, then write: with a plain session this sold 590 of 200 places."""
    lock = " FOR UPDATE" if own.config["SQLALCHEMY_ENGINES"]["default"]["url"].startswith("postgresql") else ""
    with own.app_context(), writing() as session:
        session.execute(text("UPDATE sold SET number = 0"))
    tickets: list[int] = []

    def buy() -> None:
        for _ in range(TRIES):
            with own.app_context(), writing() as session:
                number = session.scalar(text(f"SELECT number FROM sold{lock}"))
                if number < PLACES:
                    session.execute(text("UPDATE sold SET number = :more"), {"more": number + 1})
                    tickets.append(number)

    together(WRITERS, buy)
    assert sorted(tickets) == list(range(PLACES)), "every place once"
    assert sold(own) == PLACES


def test_sqlite_is_on_disk_before_it_is_acknowledged(own: Flask) -> None:
    if not own.config["SQLALCHEMY_ENGINES"]["default"]["url"].startswith("sqlite"):
        pytest.skip("PostgreSQL waits for its log by default (synchronous_commit)")
    with own.app_context(), writing() as session:
        assert session.scalar(text("PRAGMA synchronous")) == 2, "FULL"
        assert session.connection().connection.dbapi_connection.in_transaction, "before the first statement of ours"


def test_a_writer_that_has_to_wait_says_nothing_of_readers(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long import holds the write lock: one that gives up waiting must not turn visitors away."""
    breaker = own.extensions["breaker"]
    begun, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with own.app_context(), writing() as session:
            session.execute(text("UPDATE sold SET number = number"))
            begun.set()
            wait_for(go_on)

    holder = threading.Thread(target=hold)
    holder.start()
    wait_for(begun)
    try:
        with own.app_context(), pytest.raises(OperationalError), writing() as session:
            session.execute(text("SET LOCAL lock_timeout = 10" if is_postgresql(own) else "SELECT 1"))
            session.execute(text("UPDATE sold SET number = number + 1"))
        assert not breaker.is_open
    finally:
        go_on.set()
        finish(holder)


def test_there_are_connections_for_all_who_may_ask(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each may read and write at once, and somebody looks for edits; who comes too much is told soon."""
    monkeypatch.setattr("govsite.database.engine.POOL_SECONDS", 0.01)
    threads, most = 20, 2 * (20 - RESERVED) + 1
    with portal_of(SMALL, tmp_path, database_url=empty_url, threads=threads) as app:
        app.extensions["freshness"].stop()
        with app.app_context(), ExitStack() as open_ones:
            for _ in range(most):
                open_ones.enter_context(db.engine.connect())
            with pytest.raises(PoolTimeout) as raised:
                db.engine.connect()
            assert is_away(raised.value)


def is_postgresql(app: Flask) -> bool:
    return str(app.config["SQLALCHEMY_ENGINES"]["default"]["url"]).startswith("postgresql")
