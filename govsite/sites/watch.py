"""Hot reload of sites.yaml and words.txt: a process's current site tree, unchanged by an invalid edit."""

from __future__ import annotations

import errno
import logging
import os
import stat
import time
from pathlib import Path
from threading import Lock

from govsite.sites.errors import SitesInvalid
from govsite.sites.last_good import Files, LastGood
from govsite.sites.load import load_bytes, version_of
from govsite.sites.tree import SiteTree
from govsite.sites.words import WORDS_FILE, words_beside

LOOK_INTERVAL = 0.5  # seconds between two checks of the files
SETTLE_TIME = 0.1  # seconds without a write before a file is read: it may be half written
START_PATIENCE = 5.0  # seconds that a start waits for a file which is being written
MOST_LOGGED = 20  # mistakes of one invalid file
log = logging.getLogger(__name__)

Signature = tuple[int, int, int]
Signatures = tuple[Signature, Signature | None]  # of sites.yaml, and of words.txt where there is one


class SiteWatcher:
    """``current`` is the tree in use, cheap to read; ``error`` says why the files on disk are not used, or is None.

    A start on files that cannot be used takes those of ``last_good``; where there are none it raises SitesInvalid or
    OSError.
    """

    def __init__(self, path: str | Path, last_good: LastGood | None = None) -> None:
        self.path = Path(path)
        self.error: Exception | None = None
        self._last_good = last_good
        self._seen: Signatures | None = None
        self._tree = self._first()
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
            if isinstance(error, OSError):
                self._seen = None  # readable again, the files look as they did before
            self._refuse(error, self._tree)
        finally:
            self._lock.release()

    def _first(self) -> SiteTree:
        """The tree to start with: that of the files, or else of those that were kept."""
        try:
            files = self._settled()
            tree = load_bytes(files[0], str(self.path), files[1])
        except Exception as error:  # whatever it is, a portal that was good once must start
            tree = self._kept_tree(error)
            self._refuse(error, tree)
            return tree
        if self._last_good:
            self._last_good.keep(files)
        return tree

    def _settled(self) -> Files:
        """The files once nobody is writing them. Raises OSError."""
        end = time.monotonic() + START_PATIENCE
        while True:
            signatures = self._signatures()
            files = self._read(signatures)
            if files:
                self._seen = signatures
                return files
            if time.monotonic() >= end:
                raise TimeoutError(errno.ETIMEDOUT, "still being written", str(self.path))
            time.sleep(SETTLE_TIME)

    def _kept_tree(self, error: Exception) -> SiteTree:
        """The tree of the files that were kept; raises the error of the others where there is none."""
        kept = self._last_good
        files = kept.files() if kept else None
        if kept is None or files is None:
            raise error
        try:
            tree = load_bytes(files[0], str(self.path), files[1])
        except SitesInvalid:  # the code has become stricter since
            raise error from None
        log.error("%s: the start takes the last good files, which are kept in %s", self.path, kept.path)
        return tree

    def _refresh(self) -> None:
        try:
            signatures = self._signatures()
        except FileNotFoundError as error:
            # Some editors remove the file before they write it again: only the second miss is an error
            if self._seen is None:
                self._refuse(error, self._tree)
            self._seen = None
            return
        if signatures == self._seen:
            return
        files = self._read(signatures)
        if files is None:
            self._due = time.monotonic() + SETTLE_TIME
            return
        self._seen = signatures
        self._take(files)

    def _read(self, signatures: Signatures) -> Files | None:
        """The bytes of the files with these signatures, or None where they may be half written."""
        files = self.path.read_bytes(), words_beside(self.path)
        age = time.time() - max(found[0] for found in signatures if found) / 1e9
        return None if 0 <= age < SETTLE_TIME or self._signatures() != signatures else files

    def _take(self, files: Files) -> None:
        """Load the new files, unless they are those already in use."""
        if version_of(*files) != self._tree.version:
            tree = load_bytes(files[0], str(self.path), files[1])
            told = (self.path, len(tree.all), tree.version, len(tree.words))
            log.info("%s: %d sites, version %s, %d lines of words", *told)
            self._tree = tree
            if self._last_good:
                self._last_good.keep(files)
        self.error = None

    def _refuse(self, error: Exception, tree: SiteTree) -> None:
        """Stay with a tree, and log the reason unless it is the last one again."""
        if str(error) != str(self.error):
            reasons = error.lines if isinstance(error, SitesInvalid) else [repr(error)]
            left = len(reasons) - MOST_LOGGED
            shown = reasons[:MOST_LOGGED] + ([f"and more: {left} lines"] if left > 0 else [])
            log.error("%s is not usable, version %s stays: %s", self.path, tree.version, "\n".join(shown))
        self.error = error

    def _signatures(self) -> Signatures:
        try:
            words = _signature(self.path.with_name(WORDS_FILE))
        except FileNotFoundError:
            words = None
        return _signature(self.path), words


def _signature(path: Path) -> Signature:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # to read a pipe would never end
        raise OSError(errno.EINVAL, "not a file", str(path))
    return found.st_mtime_ns, found.st_size, found.st_ino
