"""``flask demo``: the demo data of all sites."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database.session import writing
from govsite.database.trouble import KINDS
from govsite.demo import DemoError, load_demo, own_folder
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
    try:
        with writing() as session:
            reports = load_demo(session, tree, folder or own_folder(config.data, config.sites))
    except (TableError, DemoError) as error:
        raise click.ClickException(str(error)) from error
    except KINDS as error:
        raise explain(error) from error
    for noun, report in reports.items():
        click.echo(f"{IMPORTERS[noun].noun}：{report}")
    if not reports:
        click.echo("演示数据已经是最新的。")
