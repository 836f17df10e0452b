"""``flask jobs``: long work, how far it is and how it ended."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database.trouble import KINDS
from govsite.domain.common.days import ZONE
from govsite.domain.common.jobs import STATE_WORDS, Job, last_jobs
from govsite.extensions import db

group = AppGroup("jobs", help="大批量导入等耗时的工作。")


@group.command("list")
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, 1000), help="最多列出几项。")
def list_jobs(most: int) -> None:
    """列出最近的工作：编号、状态、行数、开始时间（北京时间）、用时、来源、内容。"""
    try:
        found = last_jobs(db.session, most)
    except KINDS as error:
        raise explain(error) from error
    for job in found:
        click.echo(_line(job))
        for reason in job.report.get("errors", [])[:1]:
            click.echo(f"    {reason}")
    if not found:
        click.echo("没有记录。")


def _line(job: Job) -> str:
    started = f"{job.started.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" if job.started else "—"
    took = f"{(job.finished - job.started).total_seconds():.0f} 秒" if job.started and job.finished else "—"
    return f"{job.id}  {STATE_WORDS[job.state]}  {job.done}/{job.total} 行  {started}  {took}  {job.who}  {job.title}"
