"""A PostgreSQL that falls silent holds no worker, and a statement that never ends none either."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from govsite.database import engine as options
from govsite.database.deadline import limit_waiting, wait_for
from govsite.database.engine import engine_options, reader_options
from govsite.extensions import db
from tests.apps import portal_of
from tests.database.silence import Way, silent_port, way_to
from tests.databases import new_postgresql
from tests.importing.samples import as_csv
from tests.sites.samples import SMALL
from tests.waiting import comes_back, finish, wait

TERMS = [["facet", "audience", "order", "term"], ["theme", "natural", "1", "社会保障"]]


@pytest.fixture
def url(postgresql_server: Any) -> str:
    return new_postgresql(postgresql_server)


@pytest.fixture
def way(postgresql_server: Any, url: str) -> Iterator[Way]:
    folder = postgresql_server.get_postmaster_info().socket_dir
    with way_to(str(Path(folder) / ".s.PGSQL.5432")) as way:
        yield way


@pytest.fixture
def engine(way: Way, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """As a worker's, but sooner impatient."""
    monkeypatch.setattr(options, "SILENT_SECONDS", 2)
    over = f"postgresql+psycopg://postgres@127.0.0.1:{way.port}/{make_url(url).database}"
    engine = create_engine(over, **engine_options(over))
    yield engine
    engine.dispose()


def ask(engine: Engine, statement: str) -> Any:
    with engine.connect() as connection:
        return connection.scalar(text(statement))


@pytest.mark.skipif(sys.platform != "linux", reason="packets are lost by a filter of Linux")
def test_a_connection_cut_off_while_it_rests_comes_back(engine: Engine, way: Way) -> None:
    assert ask(engine, "SELECT 1") == 1
    way.cut()
    assert isinstance(comes_back(lambda: ask(engine, "SELECT 1")), OperationalError)


@pytest.mark.skipif(sys.platform != "linux", reason="packets are lost by a filter of Linux")
def test_a_connection_cut_off_while_it_waits_comes_back(engine: Engine, way: Way, url: str) -> None:
    beside = create_engine(url)
    asleep = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"

    def cut() -> None:
        wait(lambda: ask(beside, asleep) == 1)
        way.cut()

    cutting = threading.Thread(target=cut, daemon=True)
    cutting.start()
    assert isinstance(comes_back(lambda: ask(engine, "SELECT pg_sleep(600)")), OperationalError)
    finish(cutting)
    beside.dispose()


def test_a_server_that_never_says_a_word_is_away() -> None:
    with silent_port() as port:
        url = f"postgresql+psycopg://postgres@127.0.0.1:{port}/x"
        assert isinstance(
            comes_back(lambda: ask(create_engine(url, **engine_options(url)), "SELECT 1")), OperationalError
        )


def test_a_reader_does_not_wait_for_a_statement_that_never_ends(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "READING_SECONDS", 1)
    engine = create_engine(url, **reader_options(url, 8))
    error = comes_back(lambda: ask(engine, "SELECT pg_sleep(600)"))
    assert isinstance(error, OperationalError) and "statement timeout" in str(error)
    engine.dispose()


def test_what_the_url_says_is_left_as_it_is() -> None:
    url = "postgresql+psycopg://host/x?connect_timeout=9&tcp_user_timeout=1&options=-c%20work_mem%3D1MB"
    assert set(reader_options(url, 8)["connect_args"]) == {"keepalives_idle", "keepalives_interval", "keepalives_count"}


@pytest.mark.parametrize(
    ("option", "limit"), [("statement_timeout=1500", 2.0), ("statement_timeout=1h", 3600.5), ("work_mem=1MB", None)]
)
def test_the_client_gives_up_when_the_url_says_so(url: str, option: str, limit: float | None) -> None:
    engine = create_engine(make_url(url).update_query_dict({"options": f"-c {option}"}))
    limit_waiting(engine, 60)
    for _ in range(2):
        with engine.connect() as connection:
            assert connection.connection.dbapi_connection.seconds == limit  # type: ignore[union-attr]
            wait_for(connection, 7)
    engine.dispose()


@pytest.fixture
def app(url: str, tmp_path: Path) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path, migrated=False, testing=False, database_url=url) as made:
        yield made


def test_imports_and_migrations_may_take_their_time(app: Flask, tmp_path: Path) -> None:
    limits: set[tuple[str, str]] = set()

    def look(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        with connection.connection.cursor() as own:
            limits.add((statement.split()[0], own.execute("SHOW statement_timeout").fetchone()[0]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", look)
    file = tmp_path / "terms.csv"
    file.write_bytes(as_csv(TERMS))
    for words in (["db", "upgrade"], ["import", "terms", str(file)], ["demo", "load"]):
        result = app.test_cli_runner().invoke(args=words)
        assert result.exit_code == 0, result.output
    assert {limit for word, limit in limits if word in ("CREATE", "INSERT", "UPDATE")} == {"0"}
    assert ask(engine, "SHOW statement_timeout") == f"{options.READING_SECONDS:g}s", "the next transaction is a reader"
