"""``flask backup`` and ``flask restore``: the database in one file, and back."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext

from govsite.database.backup import BackupError, back_up
from govsite.database.files import path_of
from govsite.database.restore import restore as put_back
from govsite.extensions import db

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
POSTGRESQL = {
    "backup": "PostgreSQL 请用自带的工具备份：\n  pg_dump -Fc -d '{url}' -f {file}",
    "restore": "PostgreSQL 请用自带的工具恢复到一个新的数据库，再把 GOVSITE_DATABASE_URL 指向它：\n"
    "  createdb govsite_new\n  pg_restore --no-owner -d govsite_new {file}",
}


@click.command("backup")
@FILE
@click.option("--force", is_flag=True, help="文件已经存在时覆盖。")
@with_appcontext
def backup(file: Path, force: bool) -> None:
    """把数据库备份到一个文件，门户不用停；备份当场检查，不完好就不留下。"""
    database = _database("backup", file)
    try:
        with _ended_by_signals():
            revision = back_up(database, file.absolute(), replace=force)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"已备份到 {file}：{file.stat().st_size:,} 字节，结构版本 {revision}，检查完好。")


@click.command("restore")
@FILE
@with_appcontext
def restore(file: Path) -> None:
    """用 flask backup 做的备份替换现在的数据库，门户不用停；现在的数据库换个名字留在旁边。"""
    database = _database("restore", file)
    try:
        with _ended_by_signals():
            done = put_back(file.absolute(), database)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"已从 {file} 恢复 {database}，各进程一秒内换用，不用重启。登录过的人要重新登录。")
    if done.found != done.revision:
        click.echo(f"备份的结构版本是 {done.found}，已升级到 {done.revision}。")
    click.echo(f"原来的数据库留在 {done.kept}，确认无误后可以删除。" if done.kept else "原处没有数据库文件。")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the command as Ctrl+C does: what is left of a copy is then removed."""

    def end(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _database(command: str, file: Path) -> Path:
    """The database's file; says what to do instead where there is none."""
    database = path_of(db.engine)
    if database is None and db.engine.dialect.name == "sqlite":
        raise click.ClickException("数据库在内存里，没有文件。")
    if database is None:
        url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=True)
        raise click.ClickException(POSTGRESQL[command].format(url=url, file=file))
    return database
