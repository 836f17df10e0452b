"""Finished pages in memory: a store bounded by bytes that forgets the least used first."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, field
from threading import Lock

QUICKLY, WELL = 3, 6  # levels of gzip; 3 takes half the time of 6 and a twentieth more bytes
OVERHEAD = 2_000  # bytes of Python objects around one entry (headers, key), measured


@dataclass(slots=True)
class Page:
    """One finished answer. ``ready`` holds what goes out, headers and body, plain (False) and in gzip (True).

    The first visitor of a page waits for its gzip form, so that is packed quickly; a page that is asked for again is
    packed well, once.
    """

    stamp: object
    born: float
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    used: bool = False
    dense: bool = False
    ready: dict[bool, tuple[list[tuple[str, str]], bytes]] = field(default_factory=dict)

    def pack(self, well: bool) -> bytes:
        """The body in gzip."""
        self.dense = well
        return gzip.compress(self.body, WELL if well else QUICKLY, mtime=0)

    @property
    def size(self) -> int:
        """Bytes this entry is counted with; the gzip form to come is counted from the start."""
        return len(self.body) + len(self.body) // 3 + OVERHEAD


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
        size = self._size(key, page)
        if size * 8 > self.limit:
            return
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += size
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
            self.size -= self._size(key, page)

    @staticmethod
    def _size(key: str, page: Page) -> int:
        """Bytes; the key is as long as a visitor makes it."""
        return page.size + len(key)
