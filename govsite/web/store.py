"""Finished pages in memory: a store bounded by bytes that forgets the least used first."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, field
from threading import Lock

OVERHEAD = 2_000  # bytes of Python objects around one entry (headers, key), measured


@dataclass(slots=True)
class Page:
    """One finished answer; ``packed`` is its gzip form, made at the first request that accepts it."""

    stamp: object
    born: float
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    used: bool = False
    packed: bytes | None = None
    ready: dict[bool, list[tuple[str, str]]] = field(default_factory=dict)

    def bytes_for(self, packed: bool) -> bytes:
        """The body, as it is or in gzip."""
        if not packed:
            return self.body
        if self.packed is None:
            self.packed = gzip.compress(self.body, 6, mtime=0)
        return self.packed

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
