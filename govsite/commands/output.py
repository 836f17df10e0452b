"""What commands print: a sentence for a database that cannot be used as it is, and the findings of an import."""

from __future__ import annotations

import click

from govsite.database.trouble import trouble_of
from govsite.domain.importing import ImportReport

MOST_SHOWN_FINDINGS = 200


def explain(error: Exception) -> Exception:
    """A sentence for a database that cannot be used as it is; anything else as it is."""
    trouble = trouble_of(error)
    return click.ClickException(trouble.told) if trouble else error


def show_report(noun: str, report: ImportReport) -> None:
    """The counts of an import, what of the file was read, then its errors and warnings."""
    click.echo(f"{noun}：{report}")
    for sentence in report.told:
        click.echo(f"  {sentence}")
    for title, findings in (("错误", report.errors), ("提示", report.warnings)):
        for finding in findings[:MOST_SHOWN_FINDINGS]:
            click.echo(f"  {title}：{finding}", err=True)
        if findings.total > MOST_SHOWN_FINDINGS:
            click.echo(f"  {title}共 {findings.total} 条，只显示前 {MOST_SHOWN_FINDINGS} 条。", err=True)
