"""A PostgreSQL connection that does not wait for ever: whatever it waits for, an answer must come within its limit.

The server's own limits (``statement_timeout``) end a statement that takes too long. They do not help where the server
itself is frozen while its kernel still answers: then only the client can give up. So its limit follows the server's.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import errors
from sqlalchemy import Connection, Engine, event

GRACE = 0.5  # seconds that the server has to say itself that a statement took too long


class DeadlineConnection(psycopg.Connection[Any]):
    """``seconds`` is how long any answer is waited for, None for as long as it takes.

    After that the connection is closed, since nobody knows what it would answer next, and OperationalError is raised.
    """

    seconds: float | None = None
    usual: float | None = None  # that of a connection which nobody uses

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As psycopg's, within the limit."""
        try:
            return super().wait(gen, interval, self.seconds if timeout is None else timeout)
        except errors._WaitTimeout as error:
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer from the database in {self.seconds:g} s") from error


def limit_waiting(engine: Engine, seconds: float) -> None:
    """Let the connections of a PostgreSQL engine give up after so many seconds and a little grace.

    Where ``options`` of the URL set the server's limits otherwise, the server is asked for its own: 0 is none.
    """
    own_limits = "options" in engine.url.query

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, args: Any, parameters: Any) -> Any:
        connection = DeadlineConnection.connect(*args, **parameters)
        connection.seconds = connection.usual = seconds + GRACE
        if own_limits:
            limit = _statement_timeout(connection)
            connection.seconds = connection.usual = limit + GRACE if limit else None
        return connection

    @event.listens_for(engine, "checkin")
    def restore(connection: Any, _record: object) -> None:
        if connection is not None:
            connection.seconds = connection.usual


def _statement_timeout(connection: DeadlineConnection) -> float:
    """The server's own limit, in seconds."""
    row = connection.execute("SELECT setting::int FROM pg_settings WHERE name = 'statement_timeout'").fetchone()
    connection.rollback()
    return row[0] / 1000 if row else 0.0


def wait_for(connection: Connection, seconds: float | None) -> None:
    """Set how long the rest of this use of a connection may wait for an answer."""
    raw: Any = connection.connection.dbapi_connection
    if isinstance(raw, DeadlineConnection):
        raw.seconds = None if seconds is None else seconds + GRACE
