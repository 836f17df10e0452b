"""``flask db``: the schema of the database."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database import files
from govsite.database.migrate import upgrade as migrate
from govsite.database.trouble import KINDS
from govsite.extensions import db

group = AppGroup("db", help="数据库结构。")


@group.command("upgrade")
def upgrade() -> None:
    """把数据库结构升级到最新版本；可以重复执行。"""
    path = files.path_of(db.engine)
    is_new = path is not None and not path.exists()
    try:
        migrate(db.engine)
    except KINDS as error:
        raise explain(error) from error
    except OSError as error:
        raise click.ClickException(f"{path}：不能新建数据库文件（{error.strerror}）。请检查文件夹和权限。") from error
    if is_new:
        click.echo(f"新建了数据库 {path}。如果原来有数据库，请用 flask --app wsgi restore 恢复备份。")
