"""Reads sites.yaml and words.txt as they are at a moment, and knows for how long they have been so.

The bytes are compared, not times, sizes or numbers of files: copies keep old times, editors write in place within one
second, links are swapped, and network file systems tell all of these late.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from pathlib import Path
from typing import NamedTuple

from govsite.sites.words import WORDS_FILE

LARGEST = 32 * 1024 * 1024  # bytes; 3,200 sites are 6 MB
COARSE = 2.0  # seconds by which a time without a fraction may be wrong: some file systems count in such steps

Files = tuple[bytes, bytes | None]  # sites.yaml, and words.txt where there is one


class Reading(NamedTuple):
    """The bytes of the files, seconds without a change of them, and when sites.yaml was written (seconds of 1970)."""

    files: Files
    quiet: float
    written: float


class FilesOnDisk:
    """The files at a path. A look opens them, since network file systems ask only then whether they have changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files: Files | None = None
        self._since = 0.0
        self._times_count = True

    def look(self) -> Reading:
        """The files now: quiet since we first saw them so, or since they were written. Raises OSError."""
        sites, age, written = _read(self.path)
        try:
            words, age_of_words, _ = _read(self.path.with_name(WORDS_FILE))
            age = min(age, age_of_words)
        except FileNotFoundError:
            words = None
        now = time.monotonic()
        if (sites, words) != self._files:
            # What was taken away has no time of its own, and editors do so before they write anew
            self._times_count = words is not None or self._files is None or self._files[1] is None
            self._files, self._since = (sites, words), now
        return Reading((sites, words), max(now - self._since, age if self._times_count else 0.0), written)


def read_files(path: Path) -> Files:
    """The bytes of both files, however fresh they are. Raises OSError."""
    return FilesOnDisk(path).look().files


def _read(path: Path) -> tuple[bytes, float, float]:
    """The bytes of a file, seconds since it was written (0: who knows), and when. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # to open a pipe must not wait for its writer
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            number = errno.EISDIR if stat.S_ISDIR(before.st_mode) else errno.EINVAL
            raise OSError(number, os.strerror(number), str(path))
        if before.st_size > LARGEST:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(LARGEST)
        after = os.fstat(handle)
    finally:
        os.close(handle)
    age = time.time() - after.st_mtime
    if not after.st_mtime_ns % 1_000_000_000:
        age -= COARSE
    whole = len(data) == after.st_size and before.st_mtime_ns == after.st_mtime_ns
    return data, max(age, 0.0) if whole else 0.0, after.st_mtime
