"""``flask check``: what in the settings will hinder a portal that is on line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click
from flask import current_app
from flask.cli import with_appcontext

from govsite.config import LOOPBACK, Config
from govsite.database.session import reading
from govsite.database.trouble import KINDS, trouble_of
from govsite.domain.common import days, outbox
from govsite.domain.common.outbox import FAILED, KIND_WORDS, LOGOUT, MAIL, SMS, UNKNOWN, WAITING
from govsite.domain.common.workdays import HORIZON, Calendar, read_calendar
from govsite.domain.openid import clients, keys
from govsite.gateways.clamav import Verdict, scan
from govsite.gateways.revoked import is_current
from govsite.gateways.settings import CertificateSettings


@click.command("check", help="检查运行设置：哪些地方上线前应当改。有提示时退出码仍是 0。")
@with_appcontext
def group() -> None:
    """Say what to mend, a line each."""
    config: Config = current_app.extensions["config"]
    found = [*findings(config), *database_findings(config)]
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
    if not config.data_keys:
        yield "没有设置 GOVSITE_DATA_KEYS：证件号、手机号等不能保存；请把 flask keys new 的输出写进去并另行备份。"
    if config.sms and config.sms.simulated:
        yield "GOVSITE_SMS_URL 指向模拟网关（演示：未接入真实短信），没有人会收到短信。"
    elif config.sms and not config.sms.templates:
        yield "没有设置 GOVSITE_SMS_TEMPLATES，每条短信都会因为没有模板而发不出去。"
    if config.clamav and scan(config.clamav, b"") is Verdict.AWAY:
        yield "GOVSITE_CLAMAV 指向的查毒程序没有回应，附件收下时不查毒；请看它是否在运行，网站的用户能否连上。"
    yield from certificate_findings(config.certificates)
    if config.threads < 4:
        yield f"每个进程只有 {config.threads} 个线程，几个慢的上传就能占满；建议 8 个。"


def certificate_findings(settings: CertificateSettings | None) -> Iterator[str]:
    """Authorities of a demo, and those whose revoked certificates nobody can know."""
    if settings is None:
        return
    if settings.simulated:
        yield "GOVSITE_CERTIFICATES 里有模拟CA（演示：未接入真实CA），它发的证书谁都能有。"
    for one in settings.authorities:
        if not one.crls:
            yield f"GOVSITE_CERTIFICATES 里的 {one.name} 没有写吊销名单（crls），丢失的证书到期前都能登录。"
        old = [str(path) for path in one.crls if not is_current(path)]
        if old:
            yield f"{one.name} 的吊销名单过期了或者读不出来，它的证书现在都不能登录：{'、'.join(old)}。"


def database_findings(config: Config) -> Iterator[str]:
    """The same of what the database should hold."""
    try:
        calendar = read_calendar(reading())
        messages = outbox.counts(reading())
        lacks_key = clients.any_open(reading()) and not keys.all_of(reading())
    except KINDS as error:
        trouble = trouble_of(error)
        yield trouble.told if trouble else "数据库读不出来，放假安排和发件箱没有检查。"
    else:
        yield from calendar_findings(calendar)
        yield from outbox_findings(config, messages)
        if lacks_key:
            yield "登记了接入系统，但没有签名密钥，谁也登录不了；请运行 flask openid-keys new。"


def calendar_findings(calendar: Calendar) -> Iterator[str]:
    """A schedule of days off that ends before limits that begin today do: due dates are then estimates."""
    due = calendar.due(days.today(), HORIZON)
    if due.estimated:
        known = "、".join(map(str, sorted(calendar.years))) or "没有"
        yield (
            f"放假安排不够用：{HORIZON} 个工作日的期限会到 {due.day:%Y-%m-%d} 前后，表里完整的年份：{known}。"
            "国务院公布下一年的安排后，请用 flask import holidays 导入，在此之前这些期限按估算显示。"
        )


def outbox_findings(config: Config, messages: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Messages that wait for a way out, and those that an operator has to look at."""
    ways = (
        (MAIL, config.mail, "GOVSITE_MAIL_SERVER"),
        (SMS, config.sms, "GOVSITE_SMS_PROTOCOL"),
        (LOGOUT, config.origin, "GOVSITE_ORIGIN"),
    )
    for kind, way, setting in ways:
        waiting = messages.get((kind, WAITING), 0)
        if waiting and not way:
            yield f"发件箱里有 {waiting} 条{KIND_WORDS[kind]}等待发送，但没有设置 {setting}，发不出去，三天后作废。"
        ended = sum(messages.get((kind, state), 0) for state in (FAILED, UNKNOWN))
        if ended:
            yield f"有 {ended} 条{KIND_WORDS[kind]}没有发出或结果不明，原因见 flask outbox list。"
