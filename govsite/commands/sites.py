"""``flask sites``: check a sites.yaml and its words.txt, accept it, print its JSON Schema, list its sites.

None of them needs the application, so they also run while the configured sites.yaml is broken:
``python -m govsite.commands.sites check FILE``.
"""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from govsite.config import read_places
from govsite.domain.index import lexicon
from govsite.sites.copies import Copy
from govsite.sites.errors import SitesInvalid, cannot_read
from govsite.sites.files import read_files
from govsite.sites.last_good import LastGood
from govsite.sites.load import Loaded, load_files
from govsite.sites.schema import json_schema
from govsite.sites.site import Site
from govsite.sites.trust import lost_sites, named, objections
from govsite.sites.words import WORDS_FILE

group = AppGroup("sites", help="检查和查看 sites.yaml。")
FILE = click.argument(
    "file", envvar="GOVSITE_SITES", default="sites.yaml", type=click.Path(path_type=Path), metavar="[FILE]"
)


@group.command("check", with_appcontext=False)
@FILE
def check_file(file: Path) -> None:
    """检查一个 sites.yaml 和旁边的 words.txt，一行报告一处错误，再和正在使用的比较；不会被采用时退出码是 1。"""
    found = _load(file)
    tree, stated = found.tree, found.tree.portal.site_count
    notices = sum(len(site.notices) for site in tree.all)
    words = f"，{WORDS_FILE} {len(tree.words)} 行" if tree.words else ""
    click.echo(f"{file}: 没有错误。{tree.portal.name}，{len(tree.all)} 个站点，{notices} 条通知公告{words}。")
    if 0 < stated < len(tree.all):
        click.echo(f"{file}: portal 的 site_count 写的是 {stated}，请改成 {len(tree.all)}：它用来发现没有写完的文件。")
    for word, longer in lexicon.short_words(tree.words).items():
        click.echo(f"{WORDS_FILE}: “{word}”太短，它也是“{'”“'.join(longer[:3])}”的一部分，意思不同：能写长一点更好。")
    used = _used(file)
    if used and used.files != found.files:
        raise SystemExit(not _may_replace(used, found, file))


@group.command("accept", with_appcontext=False)
def accept_file() -> None:
    """让这台机器采用 GOVSITE_SITES 现在的内容，哪怕它看上去没有写完，或者少了站点；有几台机器就运行几次。"""
    sites, instance = read_places()
    found, used = _load(sites), _used(sites)
    kept = LastGood(instance, sites)
    copy = Copy(sites, kept)
    try:
        kept.put(found.files, sites.stat().st_mtime)
        copy.note(copy.applied._replace(accepted=found.tree.version))  # even in the place of what was published
    except OSError as error:
        click.echo(f"{instance}: 写不进去（{error.strerror}）：请检查实例文件夹的权限和空间", err=True)
        raise SystemExit(1) from None
    lost = lost_sites(used.tree, found.tree) if used else []
    less = f"，比原来少 {len(lost)} 个：{named(lost)}" if lost else ""
    click.echo(f"{sites}: 一秒钟内采用，{len(found.tree.all)} 个站点{less}。")


@group.command("schema", with_appcontext=False)
def print_schema() -> None:
    """输出 sites.yaml 的 JSON Schema，编辑器用它边写边查。"""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@group.command("list", with_appcontext=False)
@FILE
def list_sites(file: Path) -> None:
    """列出全部站点：名称按上下级缩进，后面是代码、级别和地址。"""
    tree = _load(file).tree
    waiting = [tree.root]
    while waiting:
        site = waiting.pop()
        waiting += reversed(site.children)
        level = tree.portal.levels[site.level]
        click.echo(f"{'  ' * site.depth}{site.name}  {site.code}  {level}  {_address(site)}")


def _load(file: Path) -> Loaded:
    try:
        return load_files(read_files(file), str(file))
    except SitesInvalid as error:
        for line in error.lines:
            click.echo(line)
    except OSError as error:
        click.echo(cannot_read(error), err=True)
    raise SystemExit(1)


def _used(file: Path) -> Loaded | None:
    """What this machine uses: the last good files, or else those that are configured where another one is checked."""
    sites, instance = read_places()
    try:
        files = LastGood(instance, sites).files() or (read_files(sites) if sites != file.absolute() else None)
        return load_files(files, str(sites)) if files else None
    except (OSError, SitesInvalid):
        return None


def _may_replace(used: Loaded, found: Loaded, file: Path) -> bool:
    """Say what a file lacks that the files in use have, and whether it would be taken."""
    if used.tree.root.code != found.tree.root.code:
        click.echo(f"{file}: 和正在使用的不是同一个门户，没有比较。")
        return True
    lines, lost = objections(used, found, str(file)), lost_sites(used.tree, found.tree)
    for line in lines:
        click.echo(line)
    if lost and not lines:
        click.echo(f"{file}: 比正在使用的少 {len(lost)} 个站点：{named(lost)}。会被采用。")
    return not lines


def _address(site: Site) -> str:
    return site.domain or ("/" if site.root else f"/{site.slug}/")


if __name__ == "__main__":
    group()
