"""Hot reload of sites.yaml and words.txt: a process's current site tree, which no invalid or doubtful edit changes."""

from __future__ import annotations

import errno
import logging
import os
import time
from pathlib import Path
from threading import Lock

from govsite.sites.errors import SitesInvalid, cannot_read
from govsite.sites.files import Files, FilesOnDisk, Reading
from govsite.sites.last_good import LastGood
from govsite.sites.load import Loaded, load_files
from govsite.sites.tree import SiteTree
from govsite.sites.trust import SitesHeld, looks_unfinished, lost_sites, named, objections

LOOK_INTERVAL = 0.5  # seconds between two checks of the files
SETTLE_TIME = 0.1  # seconds without a write before a file is read: it may be half written
REST_TIME = 1.5  # the same for a file that looks half written
START_PATIENCE = 5.0  # seconds that a start waits for a file which is being written
MOST_LOGGED = 20  # mistakes of one invalid file
OLDER = 2.0  # seconds by which a file is older than the one before it; less is a clock's fault
log = logging.getLogger(__name__)


class SiteWatcher:
    """``current`` is the tree in use, cheap to read; ``error`` says why the files on disk are not used, or is None.

    A start on files that cannot be used takes those of ``last_good``; where there are none it raises SitesInvalid or
    OSError.
    """

    def __init__(self, path: str | Path, last_good: LastGood | None = None) -> None:
        self.path = Path(path)
        self.error: Exception | None = None
        self._last_good = last_good
        self._disk = FilesOnDisk(self.path)
        self._judged: Files | None = None  # what was found on disk, and taken or refused
        self._candidate: Loaded | None = None  # what was found on disk, and must rest
        self._missed = False
        self._written = last_good.written if last_good else 0.0
        self._used = self._first()
        self._due = time.monotonic() + LOOK_INTERVAL
        self._lock = Lock()
        self._owner = os.getpid()
        self.notes: list[str] = []  # what else is to be told of the files

    @property
    def current(self) -> SiteTree:
        """The last valid tree; every LOOK_INTERVAL one caller checks the files first, and the others do not wait."""
        if time.monotonic() >= self._due:
            self._look()
        return self._used.tree

    @property
    def reasons(self) -> list[str]:
        """Why the files on disk are not used, in Chinese; [] where they are."""
        return [*(_reasons(self.error) if self.error else []), *self.notes]

    @property
    def files(self) -> Files:
        """The files in use."""
        return self._used.files

    def adopt(self, files: Files) -> None:
        """Use files that were published, whatever stands on disk; they are kept first, so that all of this machine
        believe them. Raises SitesInvalid for files that this code does not take.
        """
        new = self._load(files)
        if self._last_good:
            self._last_good.keep(files, time.time())
        with self._own_lock():
            self._used, self._written, self._candidate = new, time.time(), None
        log.info("%s: %d sites, version %s, published", self.path, len(new.tree.all), new.tree.version)

    def wrote(self, files: Files) -> None:
        """The files in use were written to the disk: whatever is found there from now on is another edit."""
        with self._own_lock():
            if files == self._used.files:
                self._judged, self.error = files, None

    def _own_lock(self) -> Lock:
        if self._owner != os.getpid():  # forked, perhaps while another thread of the parent held the lock
            self._lock, self._owner = Lock(), os.getpid()
        return self._lock

    def _look(self) -> None:
        if not self._own_lock().acquire(blocking=False):
            return
        try:
            self._due = time.monotonic() + LOOK_INTERVAL
            self._refresh()
        except Exception as error:  # whatever it is, the sites must go on being served
            if isinstance(error, OSError):
                self._judged = None  # readable again, the files look as they did before
            self._refuse(error, self._used.tree)
        finally:
            self._lock.release()

    def _first(self) -> Loaded:
        """What to start with: the files, or else those that were kept."""
        kept = self._last_good.files() if self._last_good else None
        try:
            found = self._settled(SETTLE_TIME)
            if looks_unfinished(kept, found.files):
                found = self._settled(REST_TIME)
            self._judged = found.files
            new = self._load(found.files)
            before = self._before(kept, new)
            if before and lost_sites(before.tree, new.tree):
                found = self._settled(REST_TIME)
                self._judged = found.files
                new = self._load(found.files)
            self._agree(before, new, self._is_older(found))
        except Exception as error:  # whatever it is, a portal that was good once must start
            if isinstance(error, OSError):
                self._judged = None
            used = self._kept(kept, error)
            self._refuse(error, used.tree)
            return used
        self._written = found.written
        if self._last_good and kept != new.files:
            self._last_good.keep(new.files, found.written)
        return new

    def _settled(self, quiet: float) -> Reading:
        """The files once nobody has written them for a while. Raises OSError."""
        end = time.monotonic() + START_PATIENCE
        while (found := self._disk.look()).quiet < quiet:
            if time.monotonic() >= end:
                raise TimeoutError(errno.ETIMEDOUT, "still being written", str(self.path))
            time.sleep(SETTLE_TIME)
        return found

    def _before(self, kept: Files | None, new: Loaded) -> Loaded | None:
        """The files that were kept, where there are any that the code takes."""
        try:
            return new if kept == new.files else self._load(kept) if kept else None
        except SitesInvalid:  # the code has become stricter since
            return None

    def _kept(self, kept: Files | None, error: Exception) -> Loaded:
        """The files that were kept; raises the error of the others where there are none."""
        if kept is None or self._last_good is None:
            raise error
        try:
            used = self._load(kept)
        except SitesInvalid:
            raise error from None
        log.error("%s: the start takes the last good files, which are kept in %s", self.path, self._last_good.path)
        return used

    def _refresh(self) -> None:
        try:
            found = self._disk.look()
        except OSError:
            # Some editors and network file systems take a file away before it is there again: only the second
            # miss is an error
            if self._missed:
                raise
            self._missed = True
            return
        self._missed = False
        if found.files == self._judged and not isinstance(self.error, SitesHeld):
            return
        if found.quiet < SETTLE_TIME:
            self._due = time.monotonic() + SETTLE_TIME - found.quiet
            return
        self._judge(found)

    def _judge(self, found: Reading) -> None:
        """Take quiet files, unless they look half written and may still change. Raises what is wrong with them."""
        if found.files == self._used.files:
            self._judged, self.error = found.files, None
            return
        rest = REST_TIME - found.quiet
        if rest > 0 and looks_unfinished(self._used.files, found.files):
            self._due = time.monotonic() + min(LOOK_INTERVAL, rest)
            return
        self._judged, new = found.files, self._candidate
        if new is None or new.files != found.files:
            self._candidate = None
            self._candidate = new = self._load(found.files)
        if rest > 0 and lost_sites(self._used.tree, new.tree):
            self._judged = None
            self._due = time.monotonic() + min(LOOK_INTERVAL, rest)
            return
        self._agree(self._used, new, self._is_older(found))
        self._candidate = None
        self._take(new, found)

    def _is_older(self, found: Reading) -> bool:
        return found.written < self._written - OLDER

    def _agree(self, before: Loaded | None, new: Loaded, older: bool) -> None:
        """Raises SitesHeld where new files are not to be believed, and nobody on this machine has said otherwise."""
        lines = objections(before, new, str(self.path), older) if before else []
        if lines and not (self._last_good and self._last_good.files() == new.files):
            raise SitesHeld(lines)

    def _take(self, new: Loaded, found: Reading) -> None:
        """Use new files from now on."""
        tree, lost = new.tree, lost_sites(self._used.tree, new.tree)
        told = (self.path, len(tree.all), tree.version, len(tree.words))
        log.info("%s: %d sites, version %s, %d lines of words", *told)
        if lost:
            log.warning("%s: %d sites fewer: %s", self.path, len(lost), named(lost))
        if self._is_older(found):
            log.warning("%s was taken, but is older than the one before it: an old copy?", self.path)
        self._used, self._written, self.error = new, found.written, None
        if self._last_good:
            self._last_good.keep(new.files, found.written)

    def _refuse(self, error: Exception, tree: SiteTree) -> None:
        """Stay with a tree, and log the reason unless it is the last one again."""
        if str(error) != str(self.error):
            reasons = _reasons(error)
            left = len(reasons) - MOST_LOGGED
            shown = reasons[:MOST_LOGGED] + ([f"and more: {left} lines"] if left > 0 else [])
            how = "is held back" if isinstance(error, SitesHeld) else "is not usable"
            log.error("%s %s, version %s stays: %s", self.path, how, tree.version, "\n".join(shown))
        self.error = error

    def _load(self, files: Files) -> Loaded:
        return load_files(files, str(self.path))


def _reasons(error: Exception) -> list[str]:
    if isinstance(error, SitesInvalid | SitesHeld):
        return error.lines
    return [cannot_read(error) if isinstance(error, OSError) else repr(error)]
