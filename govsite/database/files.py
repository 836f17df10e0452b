"""SQLite's file: opened but never made, and looked at again, so that nothing is stored in one that was taken away.

A connection goes on reading and writing a file that was deleted or renamed: it holds the file, not the path. Each one
that a pool hands out is therefore compared with the path, and opened anew where they differ.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import Dialect, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from govsite.database.journals import Journals, journals_of, sole
from govsite.database.trouble import FileAway, Trouble, trouble_of

FILE = "govsite.file"  # key in a pooled connection's ``info``
REFUSED = "govsite.refused"  # key in the pool's record of a connection: its file was not in place a moment ago
ROOM = 16 * 1024 * 1024  # bytes that must be free on the disk to call it writable
Identity = tuple[int, int] | None  # device and inode; None: there is no such file


@dataclass(frozen=True)
class File:
    """The file that a connection has open. While it does, no other file has the same identity; None: not to be used.

    ``path`` may be a symbolic link, which may come to lead to another file; ``journals`` are beside what it led to.
    """

    path: Path
    identity: Identity
    journals: Journals = field(compare=False)

    def is_in_place(self) -> bool:
        """Whether it still is the file at the path."""
        return self.identity is not None and identity_of(self.path) == self.identity


def identity_of(path: Path) -> Identity:
    """Device and inode of what is at a path."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def path_of(engine: Engine) -> Path | None:
    """The database's file, to which a symbolic link may lead; None for PostgreSQL and for a database in memory."""
    name = engine.url.database or ":memory:"
    if engine.dialect.name != "sqlite" or name.startswith((":memory:", "file:")):
        return None
    return Path(name).resolve()  # SQLite too keeps its journal beside the file, not beside the link


def create(engine: Engine) -> bool:
    """Make the file, empty and for this user alone, unless it is there; True when it was made. Migrations call it."""
    path = path_of(engine)
    if path is None:
        return False
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True


def opened_by(connection: Connection) -> File | None:
    """The file that a connection has open; None where the database is no file of ours."""
    return connection.info.get(FILE)


def is_writable(engine: Engine) -> bool:
    """Whether the file and its folder (for the journal) can be written and the disk has room; costs three system calls.

    Anything but a file is taken to be writable.
    """
    path = path_of(engine)
    if path is None:
        return True
    allowed = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    return allowed and shutil.disk_usage(path.parent).free >= ROOM


@event.listens_for(Engine, "do_connect")
def open_existing(dialect: Dialect, record: ConnectionPoolEntry, arguments: Any, options: dict[str, Any]) -> None:
    """Let SQLite open the file at the path and never make one, which would hide the loss of what was there."""
    if dialect.name != "sqlite" or options.get("uri") or arguments[0] == ":memory:":
        return
    path = Path(arguments[0])
    journals = journals_of(dialect, path.resolve())
    journals.put_away_orphan()
    if not path.exists():
        wait_for_restore(journals.path)
    # Before it is opened: should another file come in between, this connection counts as out of date, no more.
    record.info[FILE] = File(path, identity_of(path), journals)
    arguments[0] = f"file:{quote(str(path))}?mode=rw"
    options["uri"] = True


def wait_for_restore(path: Path) -> None:
    """A restore takes the old file away before it puts the new one in its place: wait while one is at it."""
    with suppress(OSError), sole(path.parent):
        pass


@event.listens_for(Engine, "checkout")
def refuse_another_file(_connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Have the pool open a connection anew whose file is no longer the one at the path.

    The pool does so twice and then raises an error of its own, which would look like a mistake of ours: the second
    time FileAway is raised instead.
    """
    file: File | None = record.info.get(FILE)
    kept = record.record_info  # ``info`` is lost with the connection
    assert kept is not None
    refused_before = kept.pop(REFUSED, False)
    if file and not file.is_in_place():
        if refused_before:
            raise FileAway(f"{file.path} is replaced again and again")
        kept[REFUSED] = True
        raise DisconnectionError(f"{file.path} is another file now, or gone")


@event.listens_for(Engine, "handle_error")
def open_anew(context: ExceptionContext) -> None:
    """Use no connection again that was opened when the file could only be read, or that holds pages of a damaged one.

    It is not called disconnected: readers go on while nothing can be written.
    """
    connection, error = context.connection, context.sqlalchemy_exception
    if connection is None or error is None or context.dialect.name != "sqlite":
        return
    file = opened_by(connection)
    if file and trouble_of(error) in (Trouble.READ_ONLY, Trouble.DAMAGED):
        connection.info[FILE] = replace(file, identity=None)
