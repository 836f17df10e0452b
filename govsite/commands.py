"""The commands: ``flask sites``, ``flask db``, ``flask import``, ``flask content`` and ``flask demo``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from govsite import database, demo
from govsite.domain import versions
from govsite.domain.importing import IMPORTERS, ImportReport, TableError, read_table, run_import
from govsite.extensions import db
from govsite.sites.cli import sites
from govsite.sites.tree import SiteTree

MOST_SHOWN = 200

tables = AppGroup("db", help="数据库结构。")
imports = AppGroup("import", help="把 CSV 或 Excel 表格导入事项库。")
demos = AppGroup("demo", help="各站点的演示数据。")
contents = AppGroup("content", help="已经发布的内容。")
GROUPS = (sites, tables, imports, demos, contents)


@tables.command("upgrade")
def upgrade() -> None:
    """把数据库结构升级到最新版本；可以重复执行。"""
    database.upgrade(db.engine)


def _import(noun: str, file: Path, dry_run: bool) -> None:
    database.without_limit(db.session.connection())
    importer, forms = IMPORTERS[noun], current_app.extensions["config"].files
    try:
        table = read_table(file.name, file)
        report = run_import(db.session, importer, table, sites=_tree(), forms=forms, dry_run=dry_run)
    except TableError as error:
        raise click.ClickException(str(error)) from error
    except DBAPIError as error:
        raise _told(error) from error
    db.session.commit()
    _show(importer.noun, report)
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
    except DBAPIError as error:
        raise _told(error) from error
    db.session.commit()
    for noun, report in reports.items():
        click.echo(f"{IMPORTERS[noun].noun}：{report}")
    if not reports:
        click.echo("演示数据已经是最新的。")


@contents.command("touch")
def touch() -> None:
    """用 SQL 直接改了数据库之后运行：让所有进程重新读取内容。"""
    try:
        versions.bump(db.session)
        db.session.commit()
    except DBAPIError as error:
        raise _told(error) from error
    click.echo(f"内容版本：{versions.current(db.session)}。各进程会在一秒内显示。")


def _told(error: DBAPIError) -> Exception:
    """A sentence for a database that was not migrated; anything else as it is."""
    if database.lacks_schema(error):
        return click.ClickException("数据库结构与程序不符，请先运行 flask --app wsgi db upgrade。")
    return error


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
