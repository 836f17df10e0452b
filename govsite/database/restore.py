"""Restoring a SQLite database from a backup, while the portal goes on.

Workers have the old file open. The write lock on it is held while the new one takes its place, so whoever waits for
the lock finds another file at the path afterwards and begins again on that (``session.writing``).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, NullPool, delete
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.backup import PATIENCE, BackupError, copied, revision, seal, sync
from govsite.database.engine import make_engine
from govsite.database.journals import dated, put_away, sole
from govsite.database.migrate import upgrade
from govsite.models import SignIn


@dataclass(frozen=True)
class Restored:
    """What was done: the backup's schema revision and that of now, and where the database of before is, if any."""

    found: str
    revision: str
    kept: Path | None


def restore(backup: Path, database: Path) -> Restored:
    """Put a checked copy of a backup in the place of the database and keep what was there under a dated name.

    The copy is migrated first, so that no worker meets an old schema. Raises BackupError when the backup cannot be
    used or the database is being written to without end; nothing has changed then.
    """
    with copied(backup, database) as copy:
        found = revision(copy)
        _make_ready(copy)
        seal(copy, backup)
        now = revision(copy)
        _give_to_owner(copy, database)
        sync(copy)
        kept = _swap(copy, database)
    sync(database.parent)
    return Restored(found, now, kept)


def _make_ready(copy: Path) -> None:
    """Migrate; make memories of the old content out of date; sign everybody out, who may have been since the backup.

    Raises sqlite3.Error as the rest does, for which there is a sentence.
    """
    engine = make_engine(URL.create("sqlite", database=str(copy)), poolclass=NullPool)
    try:
        upgrade(engine)
        with Session(engine) as session:
            topics.leap(session)
            session.execute(delete(SignIn))
            session.commit()
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise error.orig from error
        raise


def _give_to_owner(copy: Path, database: Path) -> None:
    """A restore by root must leave a file that the service can use."""
    if os.geteuid() == 0:
        owner = (database if database.exists() else database.parent).stat()
        os.chown(copy, owner.st_uid, owner.st_gid)


def _swap(copy: Path, database: Path) -> Path | None:
    """Old file and journals out, new file in: in between there is none, never one beside the other's journal."""
    kept = database.with_name(dated(database))
    there = database.exists()
    with _no_writers(database), sole(database.parent):
        if there:
            database.rename(kept)
        put_away(database, kept.name)
        copy.rename(database)
    return kept if there else None


@contextmanager
def _no_writers(database: Path) -> Iterator[None]:
    """Hold the write lock of a database that can still be written; what is damaged or gone needs none."""
    if not database.is_file():
        yield
        return
    where = f"file:{quote(str(database))}?mode=rw"
    with closing(sqlite3.connect(where, uri=True, timeout=PATIENCE, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()  # then the file that is kept is whole
            connection.execute("BEGIN IMMEDIATE").close()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise BackupError("数据库一直有人在写入，没有恢复。请稍后再试。") from error
        yield
