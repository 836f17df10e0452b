"""``flask demo``: the demo data of all sites."""

from __future__ import annotations

from pathlib import Path
from secrets import token_urlsafe

import click
from flask import current_app
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database.session import writing
from govsite.database.trouble import KINDS
from govsite.demo import DemoError, load_cases, load_demo, load_letters, outdated, own_folder
from govsite.domain.common.days import today
from govsite.domain.importing import IMPORTERS, TableError

group = AppGroup("demo", help="各站点的演示数据。")


@group.command("load")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="数据文件夹，默认是 GOVSITE_DATA；没有设置时，是 sites.yaml 所在的文件夹。",
)
def load(folder: Path | None) -> None:
    """为全部站点装入演示数据；已经装入时什么也不做。"""
    config, tree = current_app.extensions["config"], current_app.extensions["sites"].current
    folder = folder or own_folder(config.data, config.sites)
    nobodys = current_app.extensions["passwords"].hash(token_urlsafe())
    try:
        with writing() as session:
            reports = load_demo(session, tree, folder)
            letters = load_letters(session, tree, nobodys, today(), folder)
            cases = load_cases(session, tree, nobodys, today(), folder)
            changed = outdated(session, folder)
    except (TableError, DemoError) as error:
        raise click.ClickException(str(error)) from error
    except KINDS as error:
        raise explain(error) from error
    for noun, report in reports.items():
        click.echo(f"{IMPORTERS[noun].noun}：{report}")
    if letters:
        click.echo(f"来信：{letters} 件")
    if cases:
        click.echo(f"办件：{cases} 件")
    for name in changed:
        click.echo(f"{name} 改过了。演示的信件和办件可能已经有人办理，不重新装入；要装入新的，请从空数据库开始。")
    if not (reports or letters or cases or changed):
        click.echo("演示数据已经是最新的。")
