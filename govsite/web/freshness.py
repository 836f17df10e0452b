"""The content stamp: the numbers of all topics, which tell what the worker's memory was made from.

Looked at no more than every INTERVAL seconds, by one thread; when the database is away the last stamp stays,
so pages that are in memory go on being served.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping
from threading import Lock
from types import MappingProxyType

from govsite.database.topics import CATALOGUE, SITES, Numbers
from govsite.sites.watch import SiteWatcher

INTERVAL = 0.35
log = logging.getLogger(__name__)


class Stamp:
    """One state of all content: ``numbers`` by topic. It is never changed, so the same object is the same state."""

    __slots__ = ("numbers",)

    def __init__(self, numbers: Mapping[str, object]) -> None:
        self.numbers = numbers

    def agrees(self, other: Stamp, topics: Collection[str] | None) -> bool:
        """Whether some topics (None: all) stand as they do in another stamp."""
        if topics is None:
            return self.numbers == other.numbers
        return all(self.numbers.get(topic) == other.numbers.get(topic) for topic in topics)


NOTHING_READ = Stamp(MappingProxyType({}))


class Freshness:
    """``stamp()`` is cheap and another object when anything that public pages are made from has changed."""

    def __init__(self, watcher: SiteWatcher, read_numbers: Callable[[], Numbers]) -> None:
        self.watcher = watcher
        self._read = read_numbers
        self._numbers: Numbers = {}
        self._stamp = NOTHING_READ
        self._due = 0.0
        self._lock = Lock()
        self._failing = False

    @property
    def version(self) -> int:
        """The number of the catalogue that was read last; -1 before it ever was."""
        return self._numbers.get(CATALOGUE, -1)

    def seen(self) -> int:
        """The number of the catalogue, looked up if it is time to."""
        self.stamp()
        return self.version

    def stamp(self) -> Stamp:
        """The numbers of the database's topics, and the version of the sites."""
        if time.monotonic() >= self._due and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        stamp, numbers, sites = self._stamp, self._numbers, self.watcher.current.version
        if stamp.numbers.get(SITES) != sites or any(stamp.numbers.get(name) != n for name, n in numbers.items()):
            stamp = self._stamp = Stamp(MappingProxyType({**numbers, SITES: sites}))
        return stamp

    def _look(self) -> None:
        try:
            self._numbers = self._read()
            self._failing = False
        except Exception as error:  # any driver's way of saying "away": the last good numbers stay
            if not self._failing:
                log.warning("content numbers cannot be read, keeping %s: %s", self._numbers, error)
            self._failing = True
        self._due = time.monotonic() + INTERVAL
