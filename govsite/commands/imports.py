"""``flask import``: tables into the catalogue, one command a noun."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from govsite.commands.output import explain, show_report
from govsite.database.trouble import KINDS, describe
from govsite.domain.common import jobs
from govsite.domain.importing import (
    IMPORTERS,
    ImportReport,
    OutdatedPlanError,
    Table,
    TableError,
    read_table_apart,
    run_import,
)
from govsite.domain.importing.recording import record
from govsite.domain.importing.templates import template
from govsite.extensions import db

LARGE_ROWS = 5000  # from so many on, an import is recorded as a job
WHO = "命令行"
log = logging.getLogger(__name__)

group = AppGroup("import", help="把 CSV 或 Excel 表格导入事项库。")


def _import(noun: str, file: Path, dry_run: bool, leave_out: bool) -> None:
    importer = IMPORTERS[noun]
    try:
        table = read_table_apart(file.name, file)
        large = len(table.rows) >= LARGE_ROWS and not dry_run
        report = (
            _run_recorded(noun, table, file, leave_out)
            if large
            else _run(noun, table, file, dry_run=dry_run, leave_out=leave_out)
        )
    except (TableError, OutdatedPlanError) as error:
        raise click.ClickException(str(error)) from error
    except KINDS as error:
        raise explain(error) from error
    show_report(importer.noun, report)
    if report.errors:
        raise click.exceptions.Exit(1)


def _run(
    noun: str, table: Table, file: Path, *, dry_run: bool = False, leave_out: bool = False, job: int | None = None
) -> ImportReport:
    sites, name = current_app.extensions["sites"].current, _name_of(file)
    return run_import(
        db.session,
        IMPORTERS[noun],
        table,
        sites=sites,
        forms=current_app.extensions["config"].files,
        dry_run=dry_run,
        leave_out=leave_out,
        progress=None if job is None else partial(_record, jobs.progress, job),
        record=lambda plan, own: record(own, noun, name, plan, sites),
    )


def _name_of(file: Path) -> str:
    """The name of a file, which may be no text for the database."""
    return click.format_filename(file, shorten=True)


def _run_recorded(noun: str, table: Table, file: Path, leave_out: bool) -> ImportReport:
    job = jobs.begin("import", f"导入{IMPORTERS[noun].noun}：{_name_of(file)}", total=len(table.rows), who=WHO)
    try:
        report = _run(noun, table, file, leave_out=leave_out, job=job)
    except BaseException as error:  # Ctrl+C is a failure too
        words = str(error).splitlines() or [type(error).__name__]
        _record(jobs.fail, job, {"errors": words[:1]})
        raise
    _record(jobs.fail if report.errors else jobs.finish, job, report.as_json())
    return report


def _record(step: Callable[..., None], job: int, what: object) -> None:
    """Take a step of a job's record, which is for who looks on: where it cannot be written the import goes on."""
    try:
        step(job, what)
    except KINDS as error:
        log.warning("what job %s does cannot be recorded: %s", job, describe(error))


@click.command("import-templates", help="把各个表的模板（.xlsx：列名、填写说明、可选的词、一行例子）写进文件夹。")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def templates(folder: Path) -> None:
    """Write the workbooks that people fill in, made of the columns that the importers read."""
    folder.mkdir(parents=True, exist_ok=True)
    for noun, importer in IMPORTERS.items():
        (folder / f"{noun}.xlsx").write_bytes(template(importer))
        click.echo(f"{importer.noun}：{noun}.xlsx")


def _add(noun: str) -> None:
    command = click.Command(
        noun,
        callback=with_appcontext(partial(_import, noun)),
        params=[
            click.Argument(["file"], type=click.Path(exists=True, dir_okay=False, path_type=Path)),
            click.Option(["--dry-run"], is_flag=True, help="只检查，不写入。"),
            click.Option(["--leave-out"], is_flag=True, help="不认识的列不导入，只提示。"),
        ],
        short_help=f"导入{IMPORTERS[noun].noun}。",
        help=f"导入{IMPORTERS[noun].noun}。列：{'、'.join(IMPORTERS[noun].header)}。",
    )
    group.add_command(command)


for _noun in IMPORTERS:
    _add(_noun)
