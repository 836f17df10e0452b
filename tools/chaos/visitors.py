"""Visitors who never stop asking: half of them for pages that are kept in memory, half for what nobody asked before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count
from random import Random

from govsite.domain.catalogue.guides import TABS
from tools.bench.servers import Portal
from tools.bench.urls import SCRIPTS, Map

KEPT = ("/", "/yichang/", "/xiling/halls", "/robots.txt", "/hant/")
THREADS = 8
TIMEOUT = 10.0  # seconds, after which a visitor has gone
PAUSE = 0.01  # seconds between two requests of a visitor: this is no measurement of speed
QUIET = 3.0  # seconds without an error, after which all is well again


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: whether its page was in memory, when it ended, and what came; 0 for no answer."""

    kept: bool
    end: float
    status: int

    @property
    def failed(self) -> bool:
        """Whether the visitor got no page."""
        return self.status == 0 or self.status >= 500


class Visitors:
    """A context manager: they come as it is entered and go as it is left."""

    def __init__(self, portal: Portal, port: int) -> None:
        self.port = port
        self._new = new_pages(portal)
        self.visits: list[Visit] = []
        self._taking = threading.Lock()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._go, args=(n % 2 == 0,), daemon=True) for n in range(THREADS)]

    def __enter__(self) -> Visitors:
        for path in KEPT:
            get(self.port, path)
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(2 * TIMEOUT)

    def _go(self, kept: bool) -> None:
        for number in count():
            if self._over.wait(PAUSE):
                break
            status = get(self.port, KEPT[number % len(KEPT)] if kept else self._next())
            self.visits.append(Visit(kept, time.monotonic(), status))

    def _next(self) -> str:
        with self._taking:
            return next(self._new)

    def settle(self, since: float, longest: float) -> float | None:
        """Wait until all is well; seconds from a moment to the last error after it, None when errors do not end."""
        end = time.monotonic() + longest
        while time.monotonic() < end:
            last = max((visit.end for visit in self.visits if visit.failed), default=0.0)
            if self.visits and time.monotonic() - max(last, since) > QUIET + TIMEOUT / 2:
                return max(last - since, 0.0)
            time.sleep(0.1)
        return None


def new_pages(portal: Portal) -> Iterator[str]:
    """Guides in every tab, then searches: the former are read from the database, none is asked for twice."""
    chart = Map(portal)
    guides = [
        f"{script}{place.root}/guides/{code}/{tab}"
        for place in chart.three
        for code in place.items
        for tab in TABS
        for script in SCRIPTS.values()
    ]
    Random(1).shuffle(guides)  # noqa: S311
    yield from guides
    yield from (f"/xiling/search?q=chaos{number}" for number in count())


def get(port: int, path: str, host: str = "localhost") -> int:
    """The status of one answer over a connection of its own; 0 when none came in time."""
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", path, headers={"Host": host, "Accept-Encoding": "gzip"})
        response = connection.getresponse()
        response.read()
        return response.status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def until(condition: Callable[[], object], longest: float) -> bool:
    """Wait for a condition; whether it came to hold."""
    end = time.monotonic() + longest
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
