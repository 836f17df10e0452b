"""The PostgreSQL connection of ``deadline``, apart: psycopg takes 10 MB that a worker on SQLite does not need."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import errors


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
