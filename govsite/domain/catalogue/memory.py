"""The snapshot that a worker uses now: when it is replaced, and by which thread."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from threading import Event, Lock, Thread

from sqlalchemy.exc import SQLAlchemyError

from govsite.domain.catalogue.snapshot import Reading, Snapshot
from govsite.domain.index.handover import IndexHandover
from govsite.sites.words import Words

REST_BETWEEN_ITEMS = 0.0005  # seconds, while an index is built beside requests
RETRY_PAUSE = 2.0  # seconds before a snapshot that could not be made is tried again
log = logging.getLogger(__name__)


class Memory:
    """The worker's current snapshot; replaced by one thread when the content version or the words have changed.

    When a new snapshot cannot be made, the last one stays in use and the database is left alone for a moment.
    The search index of a new snapshot is built in a thread of its own, so that no page waits for it.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._snapshot: Snapshot | None = None
        self._lock = Lock()
        self._building = False
        self._undisturbed = Event()  # no snapshot is being made
        self._undisturbed.set()
        self._due = 0.0

    def current(self, version: int, words: Words = ()) -> Snapshot:
        """The snapshot of these; the first caller makes it, the others meanwhile get the last one there was."""
        snapshot = self._snapshot
        if snapshot is not None and snapshot.is_of(version, words):
            return snapshot
        if not self._lock.acquire(blocking=snapshot is None):
            assert snapshot is not None
            return snapshot
        try:
            if self._snapshot is None or not self._snapshot.is_of(version, words):
                self._replace(version, words)
            assert self._snapshot is not None
            return self._snapshot
        finally:
            self._lock.release()

    def _replace(self, version: int, words: Words) -> None:
        """Make the snapshot of a version; raises when it cannot be made and there is no other."""
        if self._snapshot is not None and time.monotonic() < self._due:
            return
        self._undisturbed.clear()
        try:
            self._snapshot = Snapshot(self._reading, version, self._snapshot, words)
        except Exception as error:  # away, or half migrated: what is in memory can still be read
            with suppress(SQLAlchemyError):  # the breaker, which the same failure has opened, hands out no session
                self._reading().close()  # a site of the last snapshot may be read with this session next
            if self._snapshot is None:
                raise
            ours = not isinstance(error, SQLAlchemyError)
            kept = self._snapshot.version
            log.error("content version %s cannot be read, %s stays: %s", version, kept, error, exc_info=ours)
            self._due = time.monotonic() + RETRY_PAUSE
        finally:
            self._undisturbed.set()
        if self._snapshot.handover.is_stale and not self._building:
            Thread(target=self._build_index, name="search-index", daemon=True).start()
            self._building = True  # the thread waits for the lock

    def _build_index(self) -> None:
        """Build the index of the newest snapshot until there is nothing newer."""
        try:
            while handover := self._stale():
                handover.build(self._rest)
        except Exception:  # the old index stays in use; the next edit tries again
            log.exception("the search index cannot be made")
            self._building = False

    def _rest(self) -> None:
        """Between two items of an index: let others work, and whoever makes a newer snapshot finish it."""
        time.sleep(REST_BETWEEN_ITEMS)
        self._undisturbed.wait()

    def _stale(self) -> IndexHandover | None:
        with self._lock:
            handover = self._snapshot.handover if self._snapshot else None
            self._building = handover is not None and handover.is_stale
            return handover if self._building else None
