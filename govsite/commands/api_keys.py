"""``flask api-keys``: keys of departments' systems."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database.trouble import KINDS
from govsite.domain.common.days import ZONE
from govsite.domain.systems import keys
from govsite.domain.systems.keys import ApiKey, Refused
from govsite.extensions import db
from govsite.sites.tree import SiteTree

WHO = "command"  # in the audit

group = AppGroup("api-keys", help="部门业务系统的接口密钥：新建、列出、作废。")


@contextmanager
def _told() -> Iterator[SiteTree]:
    """The sites; what is refused, and trouble with the database, as sentences."""
    try:
        yield current_app.extensions["sites"].current
    except Refused as error:
        raise click.ClickException(str(error)) from None
    except KINDS as error:
        raise explain(error) from error


@group.command("create")
@click.argument("system", metavar="系统名称")
@click.option("--site", required=True, metavar="SLUG", help="站点。")
@click.option("--department", default="", metavar="部门", help="部门，如 公安局；不写是全部部门。")
@click.option("--subtree", is_flag=True, help="包括这个站点的全部下级站点。")
def create(system: str, site: str, department: str, subtree: bool) -> None:
    """新建密钥，打印出来。密钥只显示这一次。"""
    with _told() as tree:
        if site not in tree.by_slug:
            raise Refused(f"没有站点 {site}。")
        made = keys.create(WHO, system, tree.by_slug[site], department, subtree=subtree)
    click.echo(f"密钥名称：{made.key}")
    click.echo(f"密钥：{made.secret}")
    click.echo("密钥只显示这一次，请当面交给系统的维护人员。")


@group.command("list")
def list_keys() -> None:
    """列出全部密钥：名称、系统、站点、部门、状态、上次使用（北京时间）。"""
    with _told() as tree:
        found = keys.keys_at(db.session, None)
    for row in found:
        click.echo(_line(row, tree))
    if not found:
        click.echo("还没有密钥。新建一个：flask api-keys create 系统名称 --site SLUG --department 部门")


@group.command("revoke")
@click.argument("key", metavar="密钥名称")
def revoke(key: str) -> None:
    """作废密钥，马上起作用，不能恢复。"""
    with _told():
        row = next((row for row in keys.keys_at(db.session, None) if row.key == key), None)
        db.session.rollback()
        if row is None:
            raise Refused("没有这个密钥。flask api-keys list 列出全部。")
        was_good = keys.revoke(WHO, row.id)
    click.echo("密钥作废了。" if was_good else "这个密钥以前已经作废。")


def _line(row: ApiKey, tree: SiteTree) -> str:
    site = tree.by_code.get(row.site_code)
    where = (site.slug if site else row.site_code) + ("（含下级）" if row.subtree else "")
    used = f"{row.used.astimezone(ZONE):%Y-%m-%d %H:%M}" if row.used else "—"
    return "  ".join(
        (row.key, row.system, where, row.department or "全部部门", "已作废" if row.revoked else "在用", used)
    )
