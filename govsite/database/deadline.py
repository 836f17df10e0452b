"""A PostgreSQL connection that does not wait for ever: whatever it waits for, an answer must come within its limit.

The server's own limits (``statement_timeout``) end a statement that takes too long. They do not help where the server
itself is frozen while its kernel still answers: then only the client can give up. So its limit follows the server's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, event

if TYPE_CHECKING:
    from govsite.database.deadline_connection import DeadlineConnection

GRACE = 0.5  # seconds that the server has to say itself that a statement took too long


def limit_waiting(engine: Engine, seconds: float) -> None:
    """Let the connections of a PostgreSQL engine give up after so many seconds and a little grace.

    Where ``options`` of the URL set the server's limits otherwise, the server is asked for its own: 0 is none.
    """
    from govsite.database.deadline_connection import DeadlineConnection

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
    if hasattr(raw, "usual"):
        raw.seconds = None if seconds is None else seconds + GRACE
