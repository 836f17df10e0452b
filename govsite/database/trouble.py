"""What is wrong with the database when a statement fails: in English for the log, in Chinese for the operator's shell.

Trouble passes or is mended by the operator: visitors get a 503, and nothing of the request is stored. What is not in
these tables (a constraint, a wrong statement) is our own mistake.
"""

from __future__ import annotations

import sqlite3
from enum import Enum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

NO_SUCH = ("no such table", "no such column", "has no column named")


class Trouble(Enum):
    """A kind of trouble: what the log says and what a command says."""

    SCHEMA = (
        "the database has another schema, run `flask --app wsgi db upgrade`",
        "数据库结构与程序不符，请先运行 flask --app wsgi db upgrade。",
    )
    MISSING = (
        "the database file is not there or cannot be opened; put it back or run `flask --app wsgi restore BACKUP`"
        " (a new portal: run `flask --app wsgi db upgrade`)",
        "数据库文件不在原处，或者没有权限打开。请放回原文件，或者运行 flask --app wsgi restore 备份文件；"
        "新建门户请运行 flask --app wsgi db upgrade。",
    )
    DAMAGED = (
        "the database file is damaged or no database, run `flask --app wsgi restore BACKUP`",
        "数据库文件已损坏，或者不是数据库文件。请用备份恢复：flask --app wsgi restore 备份文件。",
    )
    FULL = (
        "the disk of the database is full, nothing can be stored; make room, no restart is needed",
        "数据库所在的磁盘已满，什么也没有写入。请清理磁盘后重试。",
    )
    READ_ONLY = (
        "the database cannot be written; check the owner and the rights of its folder, its file and the -wal and -shm"
        " beside it, no restart is needed",
        "数据库不能写入，什么也没有保存。请检查所在文件夹、数据库文件和旁边 -wal、-shm 文件的属主和权限。",
    )
    LOCKED = (
        "database is away, another process keeps it locked",
        "数据库正由另一个进程写入，这次什么都没有写入。请稍后再运行。",
    )
    AWAY = ("database is away", "数据库暂时连不上，这次什么都没有写入。请稍后再运行。")

    def __init__(self, log: str, told: str) -> None:
        self.log, self.told = log, told


class FileAway(OperationalError):  # noqa: N818
    """SQLite's file was replaced or taken away while it was used, so nothing counts as stored."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, None, Exception(reason))

    def __str__(self) -> str:
        return str(self.orig)


KINDS = (DBAPIError, PoolTimeout)  # the exceptions that may be trouble

# Primary result codes, https://sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_CANTOPEN: Trouble.MISSING,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.READ_ONLY,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_IOERR: Trouble.AWAY,
    sqlite3.SQLITE_NOMEM: Trouble.AWAY,
    sqlite3.SQLITE_INTERRUPT: Trouble.AWAY,
    sqlite3.SQLITE_PROTOCOL: Trouble.AWAY,
    sqlite3.SQLITE_SCHEMA: Trouble.AWAY,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "42P01": Trouble.SCHEMA,  # undefined_table
    "42703": Trouble.SCHEMA,  # undefined_column
    "53100": Trouble.FULL,  # disk_full
    "25006": Trouble.READ_ONLY,  # read_only_sql_transaction: a standby, after the primary changed
    "XX001": Trouble.DAMAGED,  # data_corrupted
    "XX002": Trouble.DAMAGED,  # index_corrupted
}


def trouble_of(error: BaseException) -> Trouble | None:
    """What is wrong with the database; None when the error is a mistake of ours."""
    if isinstance(error, FileAway):
        return Trouble.MISSING
    if isinstance(error, PoolTimeout):
        return Trouble.AWAY
    if not isinstance(error, DBAPIError):
        return None
    orig = error.orig
    if isinstance(orig, sqlite3.Error) and hasattr(orig, "sqlite_errorcode"):
        return _sqlite(orig)
    found = _POSTGRESQL.get(getattr(orig, "sqlstate", None) or "")
    away = error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))
    return found or (Trouble.AWAY if away else None)


def describe(error: BaseException) -> str:
    """An error for the log: what is wrong and what to do, where that is known, then the driver's words in one line."""
    trouble = trouble_of(error)
    words = " ".join(str(error).split())
    return f"{trouble.log}: {words}" if trouble else words


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database cannot be used now, so that what was typed is not stored."""
    return trouble_of(error) is not None


def _sqlite(error: sqlite3.Error) -> Trouble | None:
    if any(words in str(error) for words in NO_SUCH):
        return Trouble.SCHEMA
    return _SQLITE.get(error.sqlite_errorcode & 0xFF)
