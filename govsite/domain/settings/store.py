"""Where the current sites.yaml is, and how another one takes its place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from govsite.database.locks import lock_name
from govsite.domain.publishing.kinds import AfterCommit, Editor
from govsite.sites.files import Files, read_files
from govsite.sites.last_good import LastGood
from govsite.sites.site import Site

LOCK = "sites.yaml"


class Store(Protocol):
    """The newest version of sites.yaml and words.txt."""

    def lock(self, session: Session) -> None:
        """Let nobody else publish another version until this transaction ends."""

    def files(self, session: Session) -> Files:
        """The newest version."""

    def put(self, session: Session, files: Files, site: Site, editor: Editor) -> AfterCommit:
        """Let files be the newest version; what is returned writes the copy of this machine."""


class FileStore:
    """The file itself, for one machine."""

    def __init__(self, path: Path, last_good: LastGood) -> None:
        self.path, self.last_good = path, last_good

    def lock(self, session: Session) -> None:
        """One transaction at a time; on SQLite it is the only one anyway."""
        lock_name(session, LOCK)

    def files(self, session: Session) -> Files:  # noqa: ARG002
        """What is on disk."""
        return read_files(self.path)

    def put(self, session: Session, files: Files, site: Site, editor: Editor) -> AfterCommit:  # noqa: ARG002
        """Written under the lock, so that who comes next finds it."""
        self.last_good.put(files, self.path.stat().st_mtime)
        replace_file(self.path, files[0])
        return _told


def _told() -> Sequence[str]:
    return ()


def replace_file(path: Path, data: bytes) -> None:
    """Put a file in the place of another as a whole, with its rights. Raises OSError."""
    path = path.resolve()  # a link stays one
    before = path.stat()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), before.st_mode & 0o7777)
            if os.geteuid() == 0:
                os.fchown(file.fileno(), before.st_uid, before.st_gid)
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
