"""``flask import``: tables into the catalogue, one command a noun."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from govsite.commands.told import show, told
from govsite.database.engine import without_limit
from govsite.domain.importing import IMPORTERS, TableError, read_table, run_import
from govsite.extensions import db

group = AppGroup("import", help="把 CSV 或 Excel 表格导入事项库。")


def _import(noun: str, file: Path, dry_run: bool) -> None:
    without_limit(db.session.connection())
    importer, forms = IMPORTERS[noun], current_app.extensions["config"].files
    tree = current_app.extensions["sites"].current
    try:
        table = read_table(file.name, file)
        report = run_import(db.session, importer, table, sites=tree, forms=forms, dry_run=dry_run)
    except TableError as error:
        raise click.ClickException(str(error)) from error
    except DBAPIError as error:
        raise told(error) from error
    db.session.commit()
    show(importer.noun, report)
    if report.errors:
        raise click.exceptions.Exit(1)


def _add(noun: str) -> None:
    command = click.Command(
        noun,
        callback=with_appcontext(partial(_import, noun)),
        params=[
            click.Argument(["file"], type=click.Path(exists=True, dir_okay=False, path_type=Path)),
            click.Option(["--dry-run"], is_flag=True, help="只检查，不写入。"),
        ],
        help=f"导入{IMPORTERS[noun].noun}。列：{'、'.join(IMPORTERS[noun].header)}。",
    )
    group.add_command(command)


for _noun in IMPORTERS:
    _add(_noun)
