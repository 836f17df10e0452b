"""Finished pages in memory, in gzip: a store bounded by bytes that forgets the least used first."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass
from threading import Lock
from typing import Any

try:  # four times as fast as zlib at the same size; there are no builds of it for rare processors
    from isal import isal_zlib as quick
except ImportError:
    import zlib as quick  # type: ignore[no-redef]

MAX_AGE = 300.0  # seconds: notices begin and end by date
QUICKLY, WELL = 2, 6  # levels of compression
GZIP = 31  # zlib's window bits for a gzip frame, which says no time, so that the same page is the same bytes
SHORTEST_PACKED = 500  # bytes; what is shorter stays as it is
OVERHEAD = 2_000  # bytes of Python objects around one entry (headers, key), measured
TEXTS = ("text/", "application/xml", "application/atom+xml", "application/json", "application/javascript", "image/svg")

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Page:
    """One finished answer: ``body`` is what goes out to nearly everybody, in gzip once it is ``packed``.

    ``stamp`` is the state of the content it is good for, ``topics`` those that it is made from (None: all of them);
    ``age`` in seconds is how long it is good at most.

    The first visitor of a page waits for its gzip form, so that is packed quickly; a page that is asked for again is
    packed well (``dense``), once. ``etag`` is that of the plain body, ``modified`` its Last-Modified, "" for none;
    ``cost`` is what a store counts it with.
    """

    stamp: Any
    born: float
    headers: Headers
    body: bytes
    etag: str
    modified: str = ""
    packed: bool = False
    dense: bool = False
    used: bool = False
    cost: int = 0
    ready: tuple[Headers, bytes] | None = None
    topics: tuple[str, ...] | None = None
    age: float = MAX_AGE

    def is_fresh(self, stamp: Any) -> bool:
        """Whether it may be shown under a stamp: it is not too old, and what it is made from has not changed."""
        if time.monotonic() - self.born > self.age:
            return False
        if self.stamp is stamp:
            return True
        if not stamp.agrees(self.stamp, self.topics):
            return False
        self.stamp = stamp  # the next look is quicker
        return True

    @property
    def is_html(self) -> bool:
        """Whether it is a page for readers."""
        return any(name.lower() == "content-type" and kind.startswith("text/html") for name, kind in self.headers)

    @property
    def suits(self) -> bool:
        """Whether it is text that is worth packing."""
        kind = next((value for name, value in self.headers if name.lower() == "content-type"), "")
        return len(self.body) > SHORTEST_PACKED and kind.startswith(TEXTS)

    def pack(self, well: bool) -> None:
        """Bring the body into gzip; another thread may be sending the old form, which stays right."""
        plain = unpack(self.body) if self.packed else self.body
        self.body = zlib.compress(plain, WELL, GZIP) if well else quick.compress(plain, QUICKLY, GZIP)
        self.packed, self.dense, self.ready = True, well, None


def unpack(body: bytes) -> bytes:
    """The plain form of a packed body."""
    return quick.decompress(body, GZIP)


def make_etag(body: bytes) -> str:
    """A weak ETag: the same for the plain and the gzip form."""
    return f'W/"{zlib.crc32(body):08x}{zlib.adler32(body):08x}{len(body):x}"'


class Store:
    """Pages by key within a limit of bytes; eviction is the clock algorithm, so a flood cannot push out what is read.

    Reading takes no lock; adding takes one.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._pages: dict[str, Page] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: str) -> Page | None:
        """The page, marked as used, or None."""
        page = self._pages.get(key)
        if page is not None:
            page.used = True
        return page

    def add(self, key: str, page: Page) -> None:
        """Keep a page; one larger than an eighth of the store is not kept."""
        page.cost = len(page.body) + len(key) + OVERHEAD  # the key is as long as a visitor makes it
        if page.cost * 8 > self.limit:
            return
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += page.cost
            while self.size > self.limit:
                self._evict()

    def _evict(self) -> None:
        key = next(iter(self._pages))
        page = self._pages[key]
        if page.used:
            page.used = False
            self._pages[key] = self._pages.pop(key)
        else:
            self._drop(key)

    def _drop(self, key: str) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.size -= page.cost
