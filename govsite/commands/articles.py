"""``flask articles``: notices out of sites.yaml into the database."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database.session import writing
from govsite.database.trouble import KINDS
from govsite.domain.articles.moving import move as move_all
from govsite.sites.copies import Copy
from govsite.sites.errors import SitesInvalid, cannot_read
from govsite.sites.files import Files, read_files
from govsite.sites.last_good import LastGood
from govsite.sites.load import load_bytes, version_of
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.sites.without_notices import without_notices

group = AppGroup("articles", help="通知公告等文章。")
OTHERS = "别的机器请换上这个文件，再运行 flask sites accept；从浏览器发布过设置的，会自己换上。"
BACK = {"parent", "ancestors", "children", "below", "path", "notices"}  # what leads to other sites, and what goes


@group.command("move")
@click.option("--dry-run", is_flag=True, help="只检查和计数，不写入。")
def move(dry_run: bool) -> None:
    """把 sites.yaml 里的通知公告搬进数据库，再从文件里删去；文件的其余内容一个字节也不变，网址不变。"""
    config = current_app.extensions["config"]
    files, tree = _read(config.sites)
    count = sum(len(site.notices) for site in tree.all)
    if not count:
        click.echo(f"{config.sites}: 没有通知公告要搬。")
        return
    new = _without(files, tree, config.sites)
    if dry_run:
        click.echo(f"{config.sites}: 有 {count} 条通知公告可以搬，还没有搬。")
        return
    try:
        with writing() as session:
            moved, known = move_all(session, tree)
    except KINDS as error:
        raise explain(error) from error
    there = f"，另有 {known} 条以前搬过，没有改动" if known else ""
    click.echo(f"搬了 {moved} 条通知公告{there}。")
    _write(config.sites, config.instance, files, new)
    click.echo(f"{config.sites}: 通知公告已经删去，其余没有变。{OTHERS}")


def _read(path: Path) -> tuple[Files, SiteTree]:
    try:
        files = read_files(path)
        return files, load_bytes(files[0], str(path), files[1])
    except SitesInvalid as error:
        raise click.ClickException("\n".join(error.lines)) from error
    except OSError as error:
        raise click.ClickException(cannot_read(error)) from error


def _without(files: Files, tree: SiteTree, path: Path) -> bytes:
    """The file without notices; raises ClickException where anything else of the sites would be different."""
    mark = b"\xef\xbb\xbf" if files[0].startswith(b"\xef\xbb\xbf") else b""
    new = mark + without_notices(files[0].removeprefix(mark).decode()).encode()
    try:
        left = load_bytes(new, str(path), files[1])
    except SitesInvalid:
        left = None
    if left is None or list(map(_facts, left.all)) != list(map(_facts, tree.all)) or left.portal != tree.portal:
        raise click.ClickException(
            f"{path}: 删去 notices 以后文件会读不对，什么都没有做。请把这个文件整理成一行一项的写法，再运行一次。"
        )
    if any(site.notices for site in left.all):
        raise click.ClickException(f"{path}: 没有找到全部 notices，什么都没有做。请检查它们的写法，再运行一次。")
    return new


def _facts(site: Site) -> list[object]:
    above = site.parent.code if site.parent else None
    return [above, *(getattr(site, each.name) for each in fields(site) if each.name not in BACK)]


def _write(path: Path, instance: Path, files: Files, new: bytes) -> None:
    """Put the file in its place, and let this machine believe it: what is shorter looks as if it were cut."""
    kept = LastGood(instance, path)
    copy, found = Copy(path, kept), (new, files[1])
    try:
        with copy.alone():
            if not copy.write(found, files):
                raise click.ClickException(f"{path}: 文件刚刚被人改过，没有动它；公告已经搬好。请再运行一次。")
            kept.put(found, path.stat().st_mtime)
            copy.note(copy.applied._replace(accepted=version_of(*found)))
    except OSError as error:
        raise click.ClickException(
            f"{path}: 写不进去（{error.strerror}）；公告已经搬好，显示不受影响。请检查文件夹的权限，再运行一次。"
        ) from error
