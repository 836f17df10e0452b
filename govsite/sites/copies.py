"""This machine's copy of the published sites.yaml: written as a whole, and known by the version last written there."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from govsite.sites.files import Files, read_files
from govsite.sites.last_good import LastGood
from govsite.sites.words import WORDS_FILE

log = logging.getLogger(__name__)


class Applied(NamedTuple):
    """The published version that the files were made by, and the version of files that ``accept`` said are meant."""

    number: int = 0
    version: str = ""
    accepted: str = ""


class Copy:
    """The files at ``path`` and, in the instance folder, what is known of them; processes of one machine share it."""

    def __init__(self, path: Path, last_good: LastGood) -> None:
        self.path = path
        self._record = last_good.path.with_suffix(".json")
        self._lock = last_good.path.with_suffix(".lock")

    def files(self) -> Files | None:
        """The files as they are; None where they cannot be read."""
        try:
            return read_files(self.path)
        except OSError:
            return None

    @property
    def applied(self) -> Applied:
        """What was written last."""
        try:
            known = json.loads(self._record.read_text("utf-8"))
            return Applied(int(known["number"]), str(known["version"]), str(known.get("accepted", "")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Applied()

    def note(self, applied: Applied) -> None:
        """Keep what was written; a failure is only logged."""
        try:
            if applied != self.applied:
                self._record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                put_file(self._record, json.dumps(applied._asdict()).encode(), 0o600)
        except OSError as error:
            log.warning("%s: the version of %s cannot be kept: %s", self._record, self.path, error)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One process of this machine at a time, where its instance folder can be written."""
        try:
            self._lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            log.warning("%s cannot be used: %s", self._lock, error)
            yield
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def write(self, files: Files, instead_of: Files | None) -> bool:
        """Put files in the place of those that were there, words.txt first, each as a whole; False, and nothing is
        written, where somebody has changed them since. Raises OSError.
        """
        here = self.files()
        if here != instead_of:
            return False
        (sites, words), here = files, here or (b"", None)
        path, beside = self.path.resolve(), self.path.with_name(WORDS_FILE)  # a link stays one
        if words is None:
            beside.unlink(missing_ok=True)
        elif words != here[1]:
            put_file(beside.resolve(), words)
        if sites != here[0]:
            put_file(path, sites)
        return True

    def set_aside(self, files: Files) -> Path:
        """Keep files beside these (``sites.yaml.20261130-161500.mine``), and return where. Raises OSError."""
        when = time.strftime("%Y%m%d-%H%M%S")
        aside = self.path.with_name(f"{self.path.name}.{when}.mine")
        put_file(aside, files[0])
        if files[1] is not None:
            put_file(self.path.with_name(f"{WORDS_FILE}.{when}.mine"), files[1])
        return aside

    def aside(self) -> list[Path]:
        """What was set aside and is still there."""
        return sorted(self.path.parent.glob(f"{self.path.name}.*.mine"))


def put_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file in the place of another as a whole, with its mode and its owner. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            _like(path, file.fileno(), mode)
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # some file systems know no fsync of folders
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _like(path: Path, handle: int, mode: int) -> None:
    """Give an open file the mode and the owner of the one at a path, or of the folder where none is there."""
    try:
        before = path.stat()
        mode = before.st_mode & 0o7777
    except FileNotFoundError:
        before = path.parent.stat()
    os.fchmod(handle, mode)
    if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(PermissionError):  # only root gives files away
            os.fchown(handle, before.st_uid, before.st_gid)
