"""A circuit breaker before the database: while it is away nobody waits to hear it once more.

One failure, or an answer that did not come in time, opens it for AWAY seconds; a look of the freshness thread that
fails keeps it open. Meanwhile ``reading()`` and ``writing()`` raise at once, so new pages are 503 without delay, and
those in memory are served as ever.

It also counts who is asking the database: some threads of a worker are never lent to queries, so that a database that
is slow to answer leaves them for pages in memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import BoundedSemaphore

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError

AWAY = 2.0  # seconds
QUEUE = 0.5  # seconds that a request waits for its turn to ask
RESERVED = 2  # threads of a worker that no query can take
# PostgreSQL ends a statement that takes too long, or that waits for a lock: 57014, 55P03.
SLOW = ("57014", "55P03")


def turns_of(threads: int) -> int:
    """How many of a worker's threads may ask the database at a time."""
    return max(1, threads - RESERVED)


class DatabaseAway(OperationalError):  # noqa: N818
    """The database did not answer a moment ago, or too many requests are waiting for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, None, Exception(reason))

    def __str__(self) -> str:
        return str(self.orig)


class Breaker:
    """The state of the database as one worker sees it; ``threads`` is how many of its threads answer requests."""

    def __init__(self, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = float("-inf")
        self._turns = BoundedSemaphore(turns_of(threads))

    @property
    def is_open(self) -> bool:
        """Whether the database counts as away."""
        return self._clock() < self._until

    def trip(self) -> None:
        """Count it as away for a while."""
        self._until = self._clock() + AWAY

    def check(self) -> None:
        """Raise DatabaseAway while it counts as away."""
        if self.is_open:
            raise DatabaseAway("the database did not answer a moment ago")

    def take_turn(self) -> Callable[[], None]:
        """Wait briefly for a turn to ask; returns how to give it back. Raises DatabaseAway where none comes free."""
        if not self._turns.acquire(timeout=QUEUE):
            raise DatabaseAway("too many requests are waiting for the database")
        return self._turns.release

    def watch(self, engine: Engine, is_writing: Callable[[], bool]) -> None:
        """Trip at every failure of an engine that says the database is away or hangs.

        What is stored may have to wait for another writer: that says nothing of readers.
        """

        @event.listens_for(engine, "handle_error")
        def note(context: ExceptionContext) -> None:
            error = context.original_exception
            if isinstance(error, DatabaseAway):
                return
            gone = context.is_disconnect or context.connection is None  # cut off, or never connected
            slow = getattr(error, "sqlstate", None) in SLOW or "database is locked" in str(error)
            if gone or (slow and not is_writing()):
                self.trip()
