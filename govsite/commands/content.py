"""``flask content``: what the portal shows of the database."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database import topics
from govsite.database.session import writing
from govsite.database.trouble import KINDS
from govsite.domain.articles.memory import sites_of

group = AppGroup("content", help="已经发布的内容。")


@group.command("touch")
def touch() -> None:
    """用 SQL 直接改了数据库之后运行：让所有进程重新读取内容。"""
    try:
        with writing() as session:
            topics.bump(session)
            topics.bump_sites(session, sites_of(session))
            number = topics.current(session)
    except KINDS as error:
        raise explain(error) from error
    click.echo(f"内容版本：{number}。各进程会在一秒内显示。")
