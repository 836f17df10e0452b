"""Engines: SQLite by default, PostgreSQL by another URL."""

from __future__ import annotations

import json
import sqlite3
import time
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.pool import ConnectionPoolEntry

from govsite.database.breaker import turns_of
from govsite.database.deadline import wait_for
from govsite.database.files import FILE, File

CONNECT_SECONDS = 3  # a server that is cut off must not hold a visitor for minutes
SILENT_SECONDS = 10  # so long may a connection that stands get no sign of life from the server's machine
READING_SECONDS = 2.0  # no statement of a page takes so long unless the server is in trouble
LOCK_SECONDS = 1.0  # nor does it wait so long for a lock
POOL_SECONDS = 1.0  # there are connections enough for all who may ask; should they be lost, nobody waits long for one
WRITING_SECONDS, WRITING_LOCK_SECONDS = 10.0, 5.0  # what is stored may have to queue

# Chinese text stored as \uXXXX would double the size of a JSON column.
dump_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def engine_options(url: str | URL) -> dict[str, Any]:
    """Keyword arguments for ``create_engine``, by the kind of database; what the URL says itself is left as it is."""
    # An error's message with the parameters would bring what people wrote into the log.
    options: dict[str, Any] = {"json_serializer": dump_json, "hide_parameters": True}
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


def reader_options(url: str | URL, threads: int) -> dict[str, Any]:
    """``engine_options`` for a worker: limits for each statement (see ``without_limit``), connections for its threads.

    Who has a turn to ask needs one for reading and may need another for writing; one more is for the look for edits.
    """
    options = engine_options(url)
    if make_url(url).database not in (None, "", ":memory:"):
        turns = turns_of(threads)
        options |= {"pool_size": turns + 1, "max_overflow": turns, "pool_timeout": POOL_SECONDS}
    if "connect_args" in options and "options" not in make_url(url).query:
        limits = {"statement_timeout": READING_SECONDS, "lock_timeout": LOCK_SECONDS}
        options["connect_args"]["options"] = " ".join(f"-c {name}={s * 1000:.0f}" for name, s in limits.items())
    return options


def without_limit(connection: Connection) -> None:
    """Let the statements of this transaction take as long as they need: it imports or migrates."""
    _set_limits(connection, 0, 0)
    wait_for(connection, None)


def as_writer(connection: Connection) -> None:
    """Give the statements of this transaction the time that storing may take."""
    _set_limits(connection, WRITING_SECONDS, WRITING_LOCK_SECONDS)
    wait_for(connection, WRITING_SECONDS)


def _set_limits(connection: Connection, statement: float, lock: float) -> None:
    if connection.dialect.name == "postgresql":
        limits = {"statement": f"{statement * 1000:.0f}", "lock": f"{lock * 1000:.0f}"}
        wanted = "SELECT set_config('statement_timeout', :statement, true), set_config('lock_timeout', :lock, true)"
        connection.execute(text(wanted), limits)


def make_engine(url: str | URL, **options: Any) -> Engine:
    """An engine for scripts and tests; the application's own is made by its extension."""
    return create_engine(url, **{**engine_options(url), **options})


def _change_to_wal(connection: sqlite3.Connection, seconds: float = 5.0) -> None:
    """Two that change a new file at once are told "locked" at once, whatever busy_timeout says."""
    until = time.monotonic() + seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


@event.listens_for(Engine, "connect")
def set_pragmas(connection: Any, record: ConnectionPoolEntry) -> None:
    """Make every SQLite connection safe and quick: writers wait 5 s, readers never, foreign keys hold."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.execute("PRAGMA busy_timeout=5000").close()
    _change_to_wal(connection)
    for pragma in ("foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}").close()
    file: File | None = record.info.get(FILE)
    if file:
        connection.execute("PRAGMA schema_version").close()  # opens the journal
        file.journals.note()
