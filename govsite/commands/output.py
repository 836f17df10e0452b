"""What commands print: a sentence for a database that cannot be used as it is, and the findings of an import."""

from __future__ import annotations

import click
from sqlalchemy.exc import DBAPIError

from govsite.database.engine import lacks_schema
from govsite.domain.importing import ImportReport

MOST_SHOWN_FINDINGS = 200


def explain(error: DBAPIError) -> Exception:
    """A sentence for a database that was not migrated or that another process holds; anything else as it is."""
    if lacks_schema(error):
        return click.ClickException("数据库结构与程序不符，请先运行 flask --app wsgi db upgrade。")
    if "database is locked" in str(error.orig):
        return click.ClickException("数据库正由另一个进程写入，这次什么都没有写入。请稍后再运行。")
    return error


def show_report(noun: str, report: ImportReport) -> None:
    """The counts of an import, then its errors and warnings."""
    click.echo(f"{noun}：{report}")
    for title, findings in (("错误", report.errors), ("提示", report.warnings)):
        for finding in findings[:MOST_SHOWN_FINDINGS]:
            click.echo(f"  {title}：{finding}", err=True)
        if len(findings) > MOST_SHOWN_FINDINGS:
            click.echo(f"  {title}共 {len(findings)} 条，只显示前 {MOST_SHOWN_FINDINGS} 条。", err=True)
