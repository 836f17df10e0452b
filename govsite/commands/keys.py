"""``flask keys``: the keys of sealed columns."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database.keys import CannotOpen, KeysMissing, bound_keys, new_key, new_setting
from govsite.database.trouble import KINDS
from govsite.domain.common.resealing import reseal

group = AppGroup("keys", help="加密个人信息的密钥（GOVSITE_DATA_KEYS）。")


@group.command("new")
def new() -> None:
    """输出一个新密钥，写在 GOVSITE_DATA_KEYS 里其他密钥前面；还没有密钥时输出整个设置。"""
    numbers = bound_keys().numbers
    click.echo(f"{numbers[-1] + 1}:{new_key()}" if numbers else new_setting())


@group.command("rotate")
def rotate() -> None:
    """用编号最大的密钥重新加密其他密钥加密的数据。门户不用停；中断后可以再运行。"""
    try:
        newest = bound_keys().header[-1]
        done = [(table, rows) for table, rows in reseal() if rows]
    except KeysMissing:
        raise click.ClickException("没有设置 GOVSITE_DATA_KEYS。先运行 flask keys new。") from None
    except CannotOpen as error:
        raise click.ClickException(f"有数据打不开，已经重新加密的保持不变：{error}") from error
    except KINDS as error:
        raise explain(error) from error
    for table, rows in done:
        click.echo(f"{table}：{rows} 行")
    click.echo(f"全部数据都用密钥 {newest} 加密，可以去掉其他编号的密钥（备份还用得着的除外）。")
