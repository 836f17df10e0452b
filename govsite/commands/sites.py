"""``flask sites``: check a sites.yaml and its words.txt, print its JSON Schema, list its sites.

None of them needs the application, so they also run while the configured sites.yaml is broken:
``python -m govsite.commands.sites check FILE``.
"""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from govsite.sites.errors import SitesInvalid
from govsite.sites.load import load_file
from govsite.sites.schema import json_schema
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.sites.words import WORDS_FILE

group = AppGroup("sites", help="检查和查看 sites.yaml。")
FILE = click.argument(
    "file", envvar="GOVSITE_SITES", default="sites.yaml", type=click.Path(path_type=Path), metavar="[FILE]"
)


@group.command("check", with_appcontext=False)
@FILE
def check_file(file: Path) -> None:
    """检查一个 sites.yaml 和旁边的 words.txt，一行报告一处错误；有错误时退出码是 1。"""
    tree = _load(file)
    notices = sum(notice.site is site for site in tree.all for notice in site.notices)
    words = f"，{WORDS_FILE} {len(tree.words)} 行" if tree.words else ""
    click.echo(f"{file}: 没有错误。{tree.portal.name}，{len(tree.all)} 个站点，{notices} 条通知公告{words}。")


@group.command("schema", with_appcontext=False)
def print_schema() -> None:
    """输出 sites.yaml 的 JSON Schema，编辑器用它边写边查。"""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@group.command("list", with_appcontext=False)
@FILE
def list_sites(file: Path) -> None:
    """列出全部站点：名称按上下级缩进，后面是代码、级别和地址。"""
    tree = _load(file)
    waiting = [tree.root]
    while waiting:
        site = waiting.pop()
        waiting += reversed(site.children)
        level = tree.portal.levels[site.level]
        click.echo(f"{'  ' * site.depth}{site.name}  {site.code}  {level}  {_address(site)}")


def _load(file: Path) -> SiteTree:
    try:
        return load_file(file)
    except SitesInvalid as error:
        for line in error.lines:
            click.echo(line)
    except OSError as error:
        click.echo(f"{error.filename or file}: 打不开这个文件（{error.strerror}）", err=True)
    raise SystemExit(1)


def _address(site: Site) -> str:
    return site.domain or ("/" if site.root else f"/{site.slug}/")


if __name__ == "__main__":
    group()
