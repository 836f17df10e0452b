"""``flask outbox``: messages that were not sent, and another try by an operator's decision."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database.session import reading, writing
from govsite.database.trouble import KINDS
from govsite.domain.common import outbox
from govsite.domain.common.days import ZONE
from govsite.domain.common.outbox import KIND_WORDS, STATE_WORDS, Outbox

group = AppGroup("outbox", help="发件箱：要发的邮件和短信。")


@group.command("list")
@click.option(
    "--state", "states", multiple=True, type=click.Choice(list(STATE_WORDS)), help="只列出这种状态，可以写几个。"
)
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 1000), help="最多列出几条。")
def list_messages(states: tuple[str, ...], most: int) -> None:
    """列出最近的邮件和短信：编号、状态、种类、模板、站点、次数、时间（北京时间）、原因。

    不显示收件人和内容。
    """
    try:
        found = outbox.last(reading(), states or tuple(STATE_WORDS), most)
    except KINDS as error:
        raise explain(error) from error
    for message in found:
        click.echo(_line(message))
    if not found:
        click.echo("没有记录。")


@group.command("retry")
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1), metavar="编号...")
def retry(numbers: tuple[int, ...]) -> None:
    """让未发出或结果不明的邮件和短信重新等待发送。结果不明的短信可能已经送到，重发后对方会收到两条。"""
    try:
        with writing() as session:
            waiting = outbox.retry(session, numbers)
    except KINDS as error:
        raise explain(error) from error
    if waiting:
        click.echo(f"重新等待发送：{'、'.join(map(str, waiting))}")
    left = sorted(set(numbers) - set(waiting))
    if left:
        reason = "没有这条，或者状态不是未发出、结果不明，或者收件人已经清除"
        raise click.ClickException(f"不能重发（{reason}）：{'、'.join(map(str, left))}")


def _line(message: Outbox) -> str:
    moment = message.finished or message.due
    word = "于" if message.finished else "下次"
    return "  ".join(
        (
            str(message.id),
            STATE_WORDS[message.state],
            KIND_WORDS[message.kind],
            message.template,
            message.site_code or "—",
            f"试过 {message.tries} 次",
            f"{word} {moment.astimezone(ZONE):%Y-%m-%d %H:%M:%S}",
            message.error or message.external_id or "—",
        )
    )
