"""The content stamp: the numbers of all topics, which tell what the worker's memory was made from.

A thread of its own reads them every INTERVAL seconds. No visitor waits for that: where the database is away or does not
answer, the last stamp stays, and pages that are in memory go on being served.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Collection, Mapping
from threading import Event, Lock, Thread
from types import MappingProxyType

from govsite.database.topics import CATALOGUE, SITES, Numbers
from govsite.database.trouble import describe
from govsite.sites.watch import SiteWatcher

INTERVAL = 0.35  # seconds
FIRST_LOOK = 5.0  # seconds that the first requests of a worker wait for its first look: without numbers they would
# make a catalogue that is thrown away at once
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
    """``stamp()`` is cheap and another object when anything that public pages are made from has changed.

    ``read_numbers`` is called by the thread alone, then ``follow`` with them: it brings sites.yaml to the version that
    is published. What they raise means that the database is away.
    """

    def __init__(
        self,
        watcher: SiteWatcher,
        read_numbers: Callable[[], Numbers],
        follow: Callable[[Numbers], None] = lambda _numbers: None,
    ) -> None:
        self.watcher = watcher
        self.looked = 0.0  # when the numbers were read last (time.monotonic), 0 before they ever were
        self._read = read_numbers
        self._follow = follow
        self._numbers: Numbers = {}
        self._stamp = NOTHING_READ
        self._failing = False
        self._first = Event()
        self._end = Event()
        self._lock = Lock()
        self._combining = Lock()
        self._thread: Thread | None = None
        self._owner = 0

    @property
    def version(self) -> int:
        """The number of the catalogue that was read last; -1 before it ever was."""
        return self._numbers.get(CATALOGUE, -1)

    @property
    def numbers(self) -> Numbers:
        """What was read last."""
        return self._numbers

    def stamp(self) -> Stamp:
        """The numbers of the database's topics, and the version of the sites."""
        if self._owner != os.getpid():
            self._begin()
        if not self._first.is_set():
            self._first.wait(FIRST_LOOK)
        stamp, sites = self._stamp, self.watcher.current.version
        return stamp if stamp.numbers.get(SITES) == sites else self._combine(sites)

    def _combine(self, sites: str | None = None) -> Stamp:
        """A new stamp of what was read last, by one thread at a time; ``sites`` None leaves their version."""
        with self._combining:
            known = self._stamp.numbers.get(SITES) if sites is None else sites
            self._stamp = Stamp(MappingProxyType({**self._numbers, SITES: known}))
            return self._stamp

    def look(self) -> None:
        """Read the numbers once."""
        try:
            numbers = self._read()
            if numbers != self._numbers:
                self._numbers = numbers
                self._combine()
            self.looked = time.monotonic()
            self._follow(numbers)
            self._failing = False
        except Exception as error:  # any driver's way of saying "away": the last good numbers stay
            if not self._failing:
                kept = {name: number for name, number in self._numbers.items() if ":" not in name}  # not of each site
                log.warning("content numbers cannot be read, keeping %s: %s", kept, describe(error))
            self._failing = True
        self._first.set()

    def stop(self) -> None:
        """End the thread and wait for it; for applications that are made and thrown away."""
        self._end.set()
        if self._thread is not None:
            self._thread.join(FIRST_LOOK)

    def _begin(self) -> None:
        """Start the thread in this process."""
        with self._lock:
            if self._owner == os.getpid():
                return
            self._end.clear()
            self._thread = Thread(target=self._run, name="freshness", daemon=True)
            self._thread.start()
            self._owner = os.getpid()

    def _run(self) -> None:
        self.look()
        while not self._end.wait(INTERVAL):
            self.look()
        self._owner = 0
