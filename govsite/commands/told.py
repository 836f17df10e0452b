"""What commands tell: a sentence for a database that was not migrated, and the findings of an import."""

from __future__ import annotations

import click
from sqlalchemy.exc import DBAPIError

from govsite.database.engine import lacks_schema
from govsite.domain.importing import ImportReport

MOST_FINDINGS = 200


def told(error: DBAPIError) -> Exception:
    """A sentence for a database that was not migrated; anything else as it is."""
    if lacks_schema(error):
        return click.ClickException("数据库结构与程序不符，请先运行 flask --app wsgi db upgrade。")
    return error


def show(noun: str, report: ImportReport) -> None:
    """The counts of an import, then its errors and warnings."""
    click.echo(f"{noun}：{report}")
    for title, findings in (("错误", report.errors), ("提示", report.warnings)):
        for finding in findings[:MOST_FINDINGS]:
            click.echo(f"  {title}：{finding}", err=True)
        if len(findings) > MOST_FINDINGS:
            click.echo(f"  {title}共 {len(findings)} 条，只显示前 {MOST_FINDINGS} 条。", err=True)
