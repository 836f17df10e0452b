"""``flask audit``: the last records, and whether all are as they were written."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database.trouble import KINDS
from govsite.domain.common import audit
from govsite.domain.common.audit_chain import verify as walk
from govsite.domain.common.days import ZONE
from govsite.extensions import db

OUTCOMES = {audit.DONE: "完成", audit.REFUSED: "被拒绝", audit.FAILED: "失败"}

group = AppGroup("audit", help="审计记录：谁在什么时候做了什么。")


@group.command("list")
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, 1000), help="最多列出几条。")
def list_records(most: int) -> None:
    """列出最近的记录：编号、时间（北京时间）、谁、做什么、对象、站点、结果、细节。"""
    try:
        found = audit.last_records(db.session, most)
    except KINDS as error:
        raise explain(error) from error
    for record in found:
        click.echo(_line(record))
    if not found:
        click.echo("没有记录。")


@group.command("verify")
@click.option("--noted", default="", metavar="链尾", help="以前核对时另处记下的链尾，核对它是否还在链上。")
def verify(noted: str) -> None:
    """从第一条起核对全部记录，指出第一条被改动、删除或调换的；有问题时退出码是 1。"""
    try:
        verdict = walk(db.session)
        if verdict.broken:
            raise click.ClickException(f"{verdict.told}在它之前的 {verdict.rows} 条完好。")
        if noted:
            _compare(noted)
    except KINDS as error:
        raise explain(error) from error
    click.echo(f"共 {verdict.rows} 条，全部完好。链尾：{verdict.rows}:{verdict.hash}")
    if not noted:
        click.echo("请把链尾另处记下，下次用 --noted 核对：能改写整个数据库的人，改不了另处的记录。")


def _compare(noted: str) -> None:
    number, _, known = noted.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 19 and known):
        raise click.UsageError("--noted 的写法是“条数:摘要”，照 flask audit verify 打印的链尾填写。")
    if int(number) and audit.hash_at(db.session, int(number)) != known:
        raise click.ClickException(f"第 {number} 条与记下的摘要不符：整条链被重写过，或者数据库恢复过更早的备份。")


def _line(record: audit.Audit) -> str:
    words = (record.who, record.what, record.target or "—", record.site_code or "—")
    outcome = OUTCOMES.get(record.outcome, record.outcome)
    return "  ".join((str(record.number), _time(record.at), *words, outcome, record.details))


def _time(at: str) -> str:
    try:
        return f"{datetime.fromisoformat(at).astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
    except ValueError:  # somebody changed it: it is shown as it is
        return at
