"""``flask openid-keys``: keys that sign what departments' systems are told of who signs in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database.keys import KeysMissing
from govsite.database.trouble import KINDS
from govsite.domain.common.days import ZONE
from govsite.domain.openid import keys
from govsite.extensions import db

WHO = "command"  # in the audit

group = AppGroup("openid-keys", help="统一身份认证的签名密钥：新建（轮换）、列出。")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except KeysMissing:
        raise click.ClickException("没有设置 GOVSITE_DATA_KEYS，不能存签名密钥。先运行 flask keys new。") from None
    except KINDS as error:
        raise explain(error) from error


@group.command("new")
@click.option("--at-once", is_flag=True, help="旧密钥泄露时用：马上删掉旧的，用新的签名；部门的系统要重新读公钥。")
def new(at_once: bool) -> None:
    """新建签名密钥。第一个马上起用，以后的先公布 24 小时再起用，旧的再公布 2 天。"""
    with _told():
        row = keys.make(WHO, at_once=at_once)
    click.echo(f"新密钥 {row.kid}，{row.signs_from.astimezone(ZONE):%Y-%m-%d %H:%M}（北京时间）起用来签名。")


@group.command("list")
def list_keys() -> None:
    """列出正在公布的密钥：编号、起用时间（北京时间）。"""
    with _told():
        found = keys.all_of(db.session)
    for row in found:
        click.echo(f"{row.kid}  {row.signs_from.astimezone(ZONE):%Y-%m-%d %H:%M}")
    if not found:
        click.echo("还没有签名密钥，部门的系统不能登录。新建一个：flask openid-keys new")
