"""The content stamp: which sites.yaml and which state of the database the worker's memory was made from.

Looked at no more than every INTERVAL seconds, by one thread; when the database is away the last stamp stays,
so pages that are in memory go on being served.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock

from govsite.sites.watch import SiteWatcher

INTERVAL = 0.35
log = logging.getLogger(__name__)


class Freshness:
    """``stamp()`` is cheap and changes when anything that public pages are made from has changed."""

    def __init__(self, watcher: SiteWatcher, read_version: Callable[[], int]) -> None:
        self.watcher = watcher
        self.version = -1
        self._read = read_version
        self._due = 0.0
        self._lock = Lock()
        self._failing = False

    def stamp(self) -> tuple[str, int]:
        """Version of the sites and of the content in the database (-1 before it was ever read)."""
        if time.monotonic() >= self._due and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self.watcher.current.version, self.version

    def _look(self) -> None:
        try:
            self.version = self._read()
            self._failing = False
        except Exception as error:  # any driver's way of saying "away": the last good version stays
            if not self._failing:
                log.warning("content version cannot be read, keeping %s: %s", self.version, error)
            self._failing = True
        self._due = time.monotonic() + INTERVAL
