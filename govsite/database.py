"""Engines and migrations: SQLite by default, PostgreSQL by another URL."""

from __future__ import annotations

import json
import sqlite3
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
CONNECT_SECONDS = 3  # a server that is cut off must not hold a visitor for minutes
SILENT_SECONDS = 10  # so long may a connection that stands get no sign of life from the server's machine
READING_SECONDS = 15  # no statement of a page takes so long unless the server is in trouble
MIGRATION_LOCK = 4_200_001  # any number, the same in every process

# Chinese text stored as \uXXXX would double the size of a JSON column.
dump_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def engine_options(url: str | URL) -> dict[str, Any]:
    """Keyword arguments for ``create_engine``, by the kind of database; what the URL says itself is left as it is."""
    options: dict[str, Any] = {"json_serializer": dump_json}
    url = make_url(url)
    if url.get_backend_name() != "sqlite":
        options["pool_pre_ping"] = True  # a restarted server must not cost a visitor an error page
        limits = {
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": SILENT_SECONDS * 1000,  # what was sent gets no answer from the other machine
            "keepalives_idle": SILENT_SECONDS // 2,  # while the answer is waited for: whether the machine is there
            "keepalives_interval": 2,
            "keepalives_count": 3,
        }
        options["connect_args"] = {name: limit for name, limit in limits.items() if name not in url.query}
    return options


def reader_options(url: str | URL) -> dict[str, Any]:
    """``engine_options`` with a limit for each statement, for workers; see ``without_limit``."""
    options = engine_options(url)
    if "connect_args" in options and "options" not in make_url(url).query:
        options["connect_args"]["options"] = f"-c statement_timeout={READING_SECONDS * 1000}"
    return options


def without_limit(connection: Connection) -> None:
    """Let the statements of this transaction take as long as they need: it imports or migrates."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def make_engine(url: str | URL, **options: Any) -> Engine:
    """An engine for scripts and tests; the application's own is made by its extension."""
    return create_engine(url, **{**engine_options(url), **options})


@event.listens_for(Engine, "connect")
def set_pragmas(connection: Any, _record: object) -> None:
    """Make every SQLite connection safe and quick: writers wait 5 s, readers never, foreign keys hold."""
    if isinstance(connection, sqlite3.Connection):
        # The timeout comes first: the change to WAL may have to wait for another process.
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}").close()


def upgrade(database: str | URL | Engine, revision: str = "head") -> None:
    """Bring the schema to a revision, all or nothing; several processes may start at the same time."""
    from alembic import command  # 9 MB that no worker needs

    _migrate(database, partial(command.upgrade, revision=revision))


def downgrade(database: str | URL | Engine, revision: str) -> None:
    """Take the schema back to a revision, all or nothing."""
    from alembic import command

    _migrate(database, partial(command.downgrade, revision=revision))


def migration_config(connection: Connection) -> Config:
    """Alembic's settings, made here so that there is no file of settings to keep."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _migrate(database: str | URL | Engine, step: Any) -> None:
    engine = database if isinstance(database, Engine) else make_engine(database, poolclass=NullPool)
    with engine.connect() as connection:
        _lock(connection)
        step(migration_config(connection))
        connection.commit()
        _unlock(connection)


def _lock(connection: Connection) -> None:
    """Begin the one transaction of a migration and keep other processes out of it."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF").close()  # a table rebuilt by ALTER must not empty its children
        raw.isolation_level = None  # else the driver would not put DDL into the transaction
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        without_limit(connection)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})


def _unlock(connection: Connection) -> None:
    """Give an ordinary connection back to the pool."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.isolation_level = ""
        raw.execute("PRAGMA foreign_keys=ON").close()
