"""``flask db``: the schema of the database."""

from __future__ import annotations

from flask.cli import AppGroup

from govsite.database.migrate import upgrade as migrate
from govsite.extensions import db

group = AppGroup("db", help="数据库结构。")


@group.command("upgrade")
def upgrade() -> None:
    """把数据库结构升级到最新版本；可以重复执行。"""
    migrate(db.engine)
