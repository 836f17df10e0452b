"""``flask chores``: the list of chores, and the process that runs them beside the workers."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from govsite.commands.channels import channels
from govsite.commands.digests import write_digests
from govsite.commands.output import explain
from govsite.database.session import writing
from govsite.database.trouble import KINDS
from govsite.domain.accounts import certifying, codes, passkeys, records, trips, windows
from govsite.domain.cases.cards import deal
from govsite.domain.cases.deeming import deem_all
from govsite.domain.checkup import links, unanswered
from govsite.domain.common import inbox, jobs, outbox, throttle, used
from govsite.domain.common.chores import Chore, Wait, run_chores, run_once
from govsite.domain.common.days import today
from govsite.domain.common.sending import send_due
from govsite.domain.common.workdays import calendar
from govsite.domain.companies import certificates, proving
from govsite.domain.editing.unnamed_files import delete_unnamed
from govsite.domain.importing import large
from govsite.domain.letters.waiting import go_on_with_all
from govsite.domain.openid import keys as openid_keys
from govsite.domain.openid import logins
from govsite.domain.publishing import revisions
from govsite.domain.publishing.due import Due
from govsite.domain.subscriptions import watching
from govsite.domain.subscriptions.digests import write_all
from govsite.domain.subscriptions.noticing import notice_all
from govsite.domain.systems import answers
from govsite.domain.tickets import attachments, receipts
from govsite.domain.tickets.told import note_sent
from govsite.gateways.links import probe

AT_ONCE, SOON, MINUTE, HOUR, DAY = 2.0, 10.0, 60.0, 3600.0, 86_400.0


def _written(work: Callable[[Session], object]) -> Callable[[], object]:
    """A chore that is nothing but one short ``writing()``."""

    def run() -> None:
        with writing() as session:
            work(session)

    return run


def _send() -> None:
    send_due(channels(current_app.extensions["config"]))
    note_sent()


def _deal_cards(session: Session) -> None:
    by_code = current_app.extensions["sites"].current.by_code
    deal(session, calendar(), today(), lambda code: [site.code for site in by_code[code].ancestors])


def _deem() -> None:
    deem_all(current_app.extensions["channels_of_cases"])


def _note_links() -> None:
    if current_app.extensions["config"].check_links:
        links.note_all(current_app.extensions["sites"].current.all)


def _check_links() -> None:
    if current_app.extensions["config"].check_links:
        links.check_due(probe)


def _notice_news() -> None:
    notice_all(current_app.extensions["sites"].current)


def _write_news() -> None:
    write_all(current_app.extensions["ways_of_news"]())


def _publish_due() -> None:
    extensions = current_app.extensions
    Due(extensions["kinds"], extensions["sites"].current, extensions["editor_of"]).run()


def _import_large() -> None:
    large.run_due(current_app.extensions["around_of"]())


# Name for the log, seconds between two runs, function without arguments.
CHORES = (
    Chore("lost jobs", MINUTE, _written(jobs.fail_lost)),
    Chore("old jobs", DAY, _written(jobs.delete_old)),
    Chore("expired sign-ins", HOUR, _written(logins.forget_expired)),
    Chore("systems to tell who left", SOON, _written(logins.end_ended)),
    Chore("old signing keys", DAY, _written(openid_keys.forget_old)),
    Chore("full buckets", HOUR, _written(throttle.forget_expired)),
    Chore("used tokens", HOUR, _written(used.forget_expired)),
    Chore("expired codes", HOUR, _written(codes.forget_expired)),
    Chore("certificates nobody has shown", HOUR, _written(proving.forget_expired)),
    Chore("certificates that expire", DAY / 4, _written(certificates.tell_expiring)),
    Chore("ways to other sign-ins", HOUR, _written(trips.forget_expired)),
    Chore("codes for windows", HOUR, _written(windows.forget_expired)),
    Chore("names nobody confirmed", HOUR, _written(certifying.forget_expired)),
    Chore("challenges for passkeys", HOUR, _written(passkeys.forget_expired)),
    Chore("old sign-in records", DAY, _written(records.forget_old)),
    Chore("answers to systems", DAY, _written(answers.forget_old)),
    Chore("files of forms", HOUR, _written(attachments.forget_held)),
    Chore("prints of forms", MINUTE, _written(receipts.forget_prints)),
    Chore("lost messages", MINUTE, _written(outbox.settle)),
    Chore("old messages", DAY, _written(outbox.delete_old)),
    Chore("outbox", AT_ONCE, _send),  # somebody may be waiting for a code
    Chore("publishing", SOON, _publish_due),
    Chore("large tables", SOON, _import_large),
    Chore("old imports", DAY, _written(large.forget_old)),
    Chore("digests", HOUR / 4, write_digests),
    Chore("news of subscriptions", HOUR / 12, _notice_news),
    Chore("news by mail and SMS", HOUR / 4, _write_news),
    Chore("old messages in inboxes", DAY, _written(inbox.forget_old)),
    Chore("what nobody is subscribed to", DAY, _written(watching.forget_unwatched)),
    Chore("cards", HOUR, _written(_deal_cards)),
    Chore("cases that nobody answered", HOUR, _deem),
    Chore("letters that wait for their writers", HOUR, go_on_with_all),
    Chore("old searches", DAY, _written(unanswered.forget_old)),
    Chore("links to ask for", DAY / 4, _note_links),
    Chore("links", MINUTE, _check_links),
    Chore("old versions of sites", DAY, _written(revisions.empty_old)),
    Chore("files that nothing names", DAY, delete_unnamed),
)

group = AppGroup("chores", help="定时的内务工作，例如清理旧记录。")


@group.command("run")
def run() -> None:
    """一直运行，到时间就做；收到 SIGTERM 或 Ctrl+C 时做完手上的一件再停。

    可以在几台机器上同时运行，同一时刻只有一个进程在做。
    """
    with _stopped_by_signals() as wait:
        run_chores(CHORES, wait, current_app.app_context)


@group.command("once")
def once() -> None:
    """把每件工作做一遍就结束。"""
    try:
        ran = run_once(CHORES, current_app.app_context)
    except KINDS as error:
        raise explain(error) from error
    click.echo(f"已做 {len(CHORES)} 件，出错的见日志。" if ran else "另一个进程正在做这些工作，这里没有再做。")


@contextmanager
def _stopped_by_signals() -> Iterator[Wait]:
    """A wait that SIGTERM and SIGINT cut short; whatever runs meanwhile is not interrupted.

    By a pipe, because an Event must not be set in a signal handler: its lock may be held by the very thread.
    """
    reader, writer = os.pipe()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, lambda *_: os.write(writer, b"."))
    try:
        yield lambda seconds: bool(select.select([reader], [], [], seconds)[0])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)
