"""SQLite's journal (``-wal``): that of a file which was replaced is put away before the new file is opened.

SQLite knows a journal by its name alone. One that stays behind when another database is moved into the place of its
own would be played into it. Who replaces the file by hand forgets that; ``flask restore`` does not.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary, WeakValueDictionary

from sqlalchemy.engine import Dialect

ENDS = ("-wal", "-shm", "-journal")
HOLD = getattr(os, "O_PATH", None)  # Linux. Closing any other descriptor of the file would drop SQLite's locks on it
log = logging.getLogger(__name__)
_numbers = count(1)  # a file may be replaced twice in a second


@contextmanager
def sole(folder: Path) -> Iterator[None]:
    """Keep other processes from moving database files in this folder meanwhile."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def put_away(path: Path, name: str) -> None:
    """Give what SQLite keeps beside a file the name that the file itself has or will get."""
    for end in ENDS:
        with suppress(FileNotFoundError):
            Path(f"{path}{end}").rename(f"{path.with_name(name)}{end}")


def dated(path: Path) -> str:
    """A name for something that was in a file's place until now; another one each time."""
    return f"{path.name}.{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{next(_numbers)}"


class Journals:
    """The database file that this process opened last at a path without links, and its journal.

    Both are held, so that the system cannot give their inodes to other files; when the journal is still at its path
    and the file is not, the journal is an orphan.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: list[int] = []
        self._lock = Lock()

    def __del__(self) -> None:
        self._let_go()

    def note(self) -> None:
        """Remember the file and the journal at the path, which a connection has just opened."""
        with self._lock, suppress(OSError):
            if HOLD is not None and not self._stands():
                self._let_go()
                for name in (self.path, _journal(self.path)):
                    self._held.append(os.open(name, HOLD))
                if not _is(self._held[0], self.path):  # replaced in between: whose journal it is cannot be told
                    self._let_go()

    def put_away_orphan(self) -> None:
        """Rename the journal at the path when its file was replaced by another; SQLite must not play it into that."""
        with self._lock:
            if not self._is_orphan():
                return
            with sole(self.path.parent):
                if self._is_orphan():  # not put away by another worker, which may have made a new one
                    name = dated(self.path)
                    put_away(self.path, name)
                    log.warning("%s was replaced by another file; its old journal is now %s-wal", self.path, name)

    def _is_orphan(self) -> bool:
        if len(self._held) < 2 or not self.path.exists() or _is(self._held[0], self.path):
            return False
        return _is(self._held[1], _journal(self.path))

    def _stands(self) -> bool:
        return len(self._held) == 2 and _is(self._held[0], self.path) and _is(self._held[1], _journal(self.path))

    def _let_go(self) -> None:
        while self._held:
            os.close(self._held.pop())


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _is(handle: int, path: Path) -> bool:
    """Whether a held file is the one at a path."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


_known: WeakValueDictionary[Path, Journals] = WeakValueDictionary()
_users: WeakKeyDictionary[Dialect, Journals] = WeakKeyDictionary()  # the dialect of each engine keeps them alive


def journals_of(dialect: Dialect, path: Path) -> Journals:
    """Those at a path, which all engines of this process share."""
    found = _users[dialect] = _known.setdefault(path, Journals(path))
    return found
