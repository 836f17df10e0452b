"""The current site tree of a process: read again when sites.yaml or words.txt changes; a bad edit changes nothing."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from threading import Lock

from govsite.sites.errors import SitesInvalid
from govsite.sites.load import load_bytes, version_of
from govsite.sites.tree import SiteTree
from govsite.sites.words import NAME, words_beside

INTERVAL = 0.5  # seconds between two looks at the files
SETTLED = 0.1  # seconds without a write before a changed file is read (half written?)
LOGGED = 20  # mistakes of one bad edit that go into the log
log = logging.getLogger(__name__)

Signature = tuple[int, int, int]
Signatures = tuple[Signature, Signature | None]  # of sites.yaml, and of words.txt where there is one


class SiteWatcher:
    """``current`` is cheap enough for every request; ``error`` is why the files on disk are not used, or None.

    Raises SitesInvalid or OSError when one is unusable at the start.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.error: Exception | None = None
        self._seen: Signatures | None = self._signatures()
        self._tree = load_bytes(self.path.read_bytes(), str(self.path), words_beside(self.path))
        self._due = time.monotonic() + INTERVAL
        self._lock = Lock()
        self._owner = os.getpid()

    @property
    def current(self) -> SiteTree:
        """The last good tree; every INTERVAL one caller looks at the files first, the others never wait."""
        if time.monotonic() >= self._due:
            self._look()
        return self._tree

    def _look(self) -> None:
        if self._owner != os.getpid():  # forked, perhaps while a thread that is not here held the lock
            self._lock, self._owner = Lock(), os.getpid()
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._due = time.monotonic() + INTERVAL
            self._refresh()
        except Exception as error:  # whatever it is, the sites go on being served
            self._keep(error)
        finally:
            self._lock.release()

    def _refresh(self) -> None:
        try:
            signatures = self._signatures()
        except FileNotFoundError as error:
            # Some editors remove the file before they write it anew: only the second look in vain counts
            if self._seen is None:
                self._keep(error)
            self._seen = None
            return
        if signatures == self._seen:
            return
        data, words = self.path.read_bytes(), words_beside(self.path)
        age = time.time() - max(found[0] for found in signatures if found) / 1e9
        if 0 <= age < SETTLED or self._signatures() != signatures:
            self._due = time.monotonic() + SETTLED
            return
        self._seen = signatures
        self._take(data, words)

    def _take(self, data: bytes, words: bytes | None) -> None:
        """Use the new bytes, unless they are what is in use already."""
        if version_of(data, words) != self._tree.version:
            tree = load_bytes(data, str(self.path), words)
            told = (self.path, len(tree.all), tree.version, len(tree.words))
            log.info("%s: %d sites, version %s, %d lines of words", *told)
            self._tree = tree
        self.error = None

    def _keep(self, error: Exception) -> None:
        """Keep the tree and say why, once for each different reason."""
        if str(error) != str(self.error):
            reasons = error.lines[:LOGGED] if isinstance(error, SitesInvalid) else [repr(error)]
            log.error("%s is not usable, version %s stays: %s", self.path, self._tree.version, "\n".join(reasons))
        self.error = error

    def _signatures(self) -> Signatures:
        try:
            words = _signature(self.path.with_name(NAME))
        except FileNotFoundError:
            words = None
        return _signature(self.path), words


def _signature(path: Path) -> Signature:
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino
