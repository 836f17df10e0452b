"""Backups of a SQLite database: one file, checked, readable without a journal beside it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

from govsite.database.journals import ENDS
from govsite.database.migrate import known_revisions

PATIENCE = 30.0  # seconds to wait for a lock: writers hold one for milliseconds, an import for some seconds


class BackupError(Exception):
    """A backup cannot be made or used; the message is a sentence for the operator."""


def back_up(database: Path, target: Path, *, replace: bool = False) -> str:
    """Copy a database, while it is in use, to a file for this user alone; the copy's schema revision.

    Raises BackupError when the target is there already, unless it may be replaced, when it is the database itself,
    when the copy is not sound, and for anything else that keeps it from being made; the target is then as it was.
    """
    if _is_in_use(target, database):
        raise BackupError(f"{target} 就是正在使用的数据库，不能用备份覆盖。请换一个文件名。")
    if target.exists() and not replace:
        raise BackupError(f"{target} 已经存在。请换一个文件名，或者加上 --force 覆盖。")
    with copied(database, target) as copy:
        found = revision(copy)
        sync(copy)
        copy.replace(target)
    sync(target.parent)
    return found


@contextmanager
def copied(source: Path, target: Path) -> Iterator[Path]:
    """A sound copy of a database beside a target, to be renamed to it; what is left of it at the end is removed."""
    if not source.is_file():
        raise BackupError(f"没有数据库文件 {source}。")
    copy = target.with_name(f".{target.name}.{token_hex(4)}")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(_read(source)) as old, closing(sqlite3.connect(copy, isolation_level=None)) as new:
            old.backup(new)  # in one step, so one state; with a journal nobody has to wait for it
        seal(copy, source)
        yield copy
    except OSError as error:
        raise BackupError(f"{target}：写不了（{error.strerror}）。") from error
    except sqlite3.Error as error:
        raise BackupError(_sentence(error, source, target)) from error
    finally:
        for end in ("", *ENDS):
            with suppress(OSError):
                Path(f"{copy}{end}").unlink()


def seal(copy: Path, source: Path) -> None:
    """Bring all of a copy into the one file and check it; raises BackupError or sqlite3.Error when it is not sound.

    What the last connection could not bring over from a journal when it was closed, SQLite does not tell.
    """
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").close()
        _check(connection, source)


def revision(file: Path) -> str:
    """The schema revision of a copy; raises BackupError when it is no portal's, or one of a newer program."""
    with closing(sqlite3.connect(file)) as connection:
        try:
            found = [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
        except sqlite3.OperationalError:
            found = []
    if len(found) != 1:
        raise BackupError("文件里没有门户的数据：它不是 flask backup 做的备份，或者没有运行过 flask db upgrade。")
    if found[0] not in known_revisions():
        raise BackupError(f"文件的结构版本 {found[0]} 比程序新。请先升级程序。")
    return str(found[0])


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_in_use(target: Path, database: Path) -> bool:
    """Whether a file is the database, under whatever name, or what SQLite keeps beside it."""
    found = (Path(f"{database}{end}") for end in ("", *ENDS))
    return target.exists() and any(path.exists() and path.samefile(target) for path in found)


def _read(file: Path) -> sqlite3.Connection:
    """Open for reading. Where SQLite cannot put its journal, a file without one is read as it is."""
    journal = Path(f"{file}-wal")
    how = "mode=rw" if os.access(file.absolute().parent, os.W_OK) or journal.exists() else "immutable=1"
    return sqlite3.connect(f"file:{quote(str(file.absolute()))}?{how}", uri=True, timeout=PATIENCE)


def _check(connection: sqlite3.Connection, source: Path) -> None:
    faults = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
    if faults != ["ok"]:
        raise BackupError(f"{source} 已损坏：{'；'.join(faults)}")
    orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(3)
    if orphans:
        raise BackupError(f"{source} 已损坏：表 {orphans[0][0]} 有记录指向不存在的记录。")


def _sentence(error: sqlite3.Error, source: Path, target: Path) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return f"{source} 已损坏，或者不是数据库文件。"
    if code == sqlite3.SQLITE_FULL:
        return f"磁盘已满，{target} 没有写成。"
    if code == sqlite3.SQLITE_CANTOPEN:
        return f"{source} 打不开，请检查权限。"
    return f"{source} 没有复制成：{error}。"
