"""Hot reload of sites.yaml and words.txt: a process's current site tree, unchanged by an invalid edit."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from threading import Lock

from govsite.sites.errors import SitesInvalid
from govsite.sites.load import load_bytes, version_of
from govsite.sites.tree import SiteTree
from govsite.sites.words import WORDS_FILE, words_beside

LOOK_INTERVAL = 0.5  # seconds between two checks of the files
SETTLE_TIME = 0.1  # seconds without a write before a changed file is read: it may be half written
MOST_LOGGED = 20  # mistakes of one invalid edit
log = logging.getLogger(__name__)

Signature = tuple[int, int, int]
Signatures = tuple[Signature, Signature | None]  # of sites.yaml, and of words.txt where there is one


class SiteWatcher:
    """``current`` is the tree in use, cheap to read; ``error`` says why the files on disk are not used, or is None.

    Raises SitesInvalid or OSError if the files cannot be used at the start.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.error: Exception | None = None
        self._seen: Signatures | None = self._signatures()
        self._tree = load_bytes(self.path.read_bytes(), str(self.path), words_beside(self.path))
        self._due = time.monotonic() + LOOK_INTERVAL
        self._lock = Lock()
        self._owner = os.getpid()

    @property
    def current(self) -> SiteTree:
        """The last valid tree; every LOOK_INTERVAL one caller checks the files first, and the others do not wait."""
        if time.monotonic() >= self._due:
            self._look()
        return self._tree

    def _look(self) -> None:
        if self._owner != os.getpid():  # forked, perhaps while another thread of the parent held the lock
            self._lock, self._owner = Lock(), os.getpid()
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._due = time.monotonic() + LOOK_INTERVAL
            self._refresh()
        except Exception as error:  # whatever it is, the sites must go on being served
            self._keep(error)
        finally:
            self._lock.release()

    def _refresh(self) -> None:
        try:
            signatures = self._signatures()
        except FileNotFoundError as error:
            # Some editors remove the file before they write it again: only the second miss is an error
            if self._seen is None:
                self._keep(error)
            self._seen = None
            return
        if signatures == self._seen:
            return
        data, words = self.path.read_bytes(), words_beside(self.path)
        age = time.time() - max(found[0] for found in signatures if found) / 1e9
        if 0 <= age < SETTLE_TIME or self._signatures() != signatures:
            self._due = time.monotonic() + SETTLE_TIME
            return
        self._seen = signatures
        self._take(data, words)

    def _take(self, data: bytes, words: bytes | None) -> None:
        """Load the new bytes, unless they are those already in use."""
        if version_of(data, words) != self._tree.version:
            tree = load_bytes(data, str(self.path), words)
            told = (self.path, len(tree.all), tree.version, len(tree.words))
            log.info("%s: %d sites, version %s, %d lines of words", *told)
            self._tree = tree
        self.error = None

    def _keep(self, error: Exception) -> None:
        """Keep the current tree, and log the reason unless it is the last one again."""
        if str(error) != str(self.error):
            reasons = error.lines[:MOST_LOGGED] if isinstance(error, SitesInvalid) else [repr(error)]
            log.error("%s is not usable, version %s stays: %s", self.path, self._tree.version, "\n".join(reasons))
        self.error = error

    def _signatures(self) -> Signatures:
        try:
            words = _signature(self.path.with_name(WORDS_FILE))
        except FileNotFoundError:
            words = None
        return _signature(self.path), words


def _signature(path: Path) -> Signature:
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino
