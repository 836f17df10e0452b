"""``flask check``: what in the settings will hinder a portal that is on line."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import with_appcontext

from govsite.config import LOOPBACK, Config


@click.command("check", help="检查运行设置：哪些地方上线前应当改。有提示时退出码仍是 0。")
@with_appcontext
def group() -> None:
    """Say what to mend, a line each."""
    found = list(findings(current_app.extensions["config"]))
    for line in found:
        click.echo(f"提示：{line}")
    if not found:
        click.echo("运行设置没有发现问题。")


def findings(config: Config) -> Iterator[str]:
    """Sentences about settings that are meant for a look at the demo, not for the public."""
    if set(config.hosts) <= set(LOOPBACK) and not config.origin:
        yield "没有设置 GOVSITE_HOSTS，只有本机能打开网站；请写上网站的域名。"
    if not config.origin:
        yield "没有设置 GOVSITE_ORIGIN，二维码和通知里的网址只能取自访问者的请求；请写上主站网址，如 https://zwfw.example.gov.cn。"
    elif config.origin.startswith("http:"):
        yield "GOVSITE_ORIGIN 不是 https，登录用的 Cookie 得不到保护。"
    if not config.proxies:
        yield "没有设置 GOVSITE_PROXIES：前面有代理（nginx）时看不到访问者的地址，按地址限流不起作用；请写上它的地址。"
    if config.threads < 4:
        yield f"每个进程只有 {config.threads} 个线程，几个慢的上传就能占满；建议 8 个。"
