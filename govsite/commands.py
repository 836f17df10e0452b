"""The commands: ``flask sites``, ``flask db``, ``flask import`` and ``flask demo``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from govsite import database, demo
from govsite.domain.importing import IMPORTERS, ImportReport, TableError, read_table, run_import
from govsite.extensions import db
from govsite.sites.cli import sites
from govsite.sites.tree import SiteTree

MOST_SHOWN = 200

tables = AppGroup("db", help="数据库结构。")
imports = AppGroup("import", help="把 CSV 或 Excel 表格导入事项库。")
demos = AppGroup("demo", help="各站点的演示数据。")
GROUPS = (sites, tables, imports, demos)


@tables.command("upgrade")
def upgrade() -> None:
    """把数据库结构升级到最新版本；可以重复执行。"""
    database.upgrade(db.engine)


def _import(noun: str, file: Path, dry_run: bool) -> None:
    database.without_limit(db.session.connection())
    try:
        report = run_import(db.session, IMPORTERS[noun], read_table(file.name, file), sites=_tree(), dry_run=dry_run)
    except TableError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    _show(IMPORTERS[noun].noun, report)
    if report.errors:
        raise click.exceptions.Exit(1)


def _add_import(noun: str) -> None:
    command = click.Command(
        noun,
        callback=with_appcontext(partial(_import, noun)),
        params=[
            click.Argument(["file"], type=click.Path(exists=True, dir_okay=False, path_type=Path)),
            click.Option(["--dry-run"], is_flag=True, help="只检查，不写入。"),
        ],
        help=f"导入{IMPORTERS[noun].noun}。列：{'、'.join(IMPORTERS[noun].header)}。",
    )
    imports.add_command(command)


for _noun in IMPORTERS:
    _add_import(_noun)


@demos.command("load")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="数据文件夹，默认与 sites.yaml 相同。",
)
def load(folder: Path | None) -> None:
    """为全部站点装入演示数据；已经装入时什么也不做。"""
    config = current_app.extensions["config"]
    database.without_limit(db.session.connection())
    try:
        reports = demo.load_demo(db.session, _tree(), folder or config.data or config.sites.resolve().parent)
    except (TableError, demo.DemoError) as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    for noun, report in reports.items():
        click.echo(f"{IMPORTERS[noun].noun}：{report}")
    if not reports:
        click.echo("演示数据已经是最新的。")


def _tree() -> SiteTree:
    tree: SiteTree = current_app.extensions["sites"].current
    return tree


def _show(noun: str, report: ImportReport) -> None:
    click.echo(f"{noun}：{report}")
    for title, findings in (("错误", report.errors), ("提示", report.warnings)):
        for finding in findings[:MOST_SHOWN]:
            click.echo(f"  {title}：{finding}", err=True)
        if len(findings) > MOST_SHOWN:
            click.echo(f"  {title}共 {len(findings)} 条，只显示前 {MOST_SHOWN} 条。", err=True)
