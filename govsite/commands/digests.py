"""The chore that writes the daily digests of clerks (每日提醒): on working days, from eight in the morning on."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from govsite.config import Config
from govsite.database.session import reading, writing
from govsite.domain.common import outbox, used
from govsite.domain.common.days import ZONE
from govsite.domain.common.workdays import calendar
from govsite.domain.letters.digest import digest_of
from govsite.domain.people.digests import readers
from govsite.domain.people.scope import Needs, Officer, departments, sites_of
from govsite.domain.tickets.desks import Desk
from govsite.sites.site import Site

HOUR = 8
PURPOSE, TEMPLATE = "digest", "clerk-digest"
DAY_SECONDS = 2 * 24 * 3600.0
SUBJECT = "今天要办的来信"
END = "本邮件不含信件内容。不想再收，请登录工作台，在“每日提醒”里改。"


def write_digests(now: datetime | None = None) -> int:
    """Put today's digests into the outbox, one a clerk and a day; returns how many."""
    now, config = now or datetime.now(ZONE), current_app.extensions["config"]
    day = now.date()
    if config.mail is None or now.hour < HOUR or not calendar().is_worked(day):
        return 0
    return sum(_write(officer, address, now, config) for officer, address in readers(reading()))


def _write(officer: Officer, address: str, now: datetime, config: Config) -> bool:
    tree, day = current_app.extensions["sites"].current, now.date()
    parts = [(site, _waiting(officer, site, now)) for site in sites_of(officer, tree) if site.has("letters")]
    told = [f"【{site.title}】{_link(config, site)}\n{text}" for site, text in parts if text]
    if not told:
        return False
    with writing() as session:
        if not used.spend(session, PURPOSE, f"{officer.id} {day.isoformat()}", DAY_SECONDS):
            return False
        mail = {"subject": f"{SUBJECT}（{day.month}月{day.day}日）", "text": "\n\n".join([*told, END])}
        outbox.add(session, outbox.MAIL, address, TEMPLATE, mail)
    return True


def _waiting(officer: Officer, site: Site, now: datetime) -> str:
    mine = departments(officer, Needs.LETTERS, site)
    if mine is not None and not mine:
        return ""
    above = frozenset(one.code for one in site.ancestors)
    desk = Desk(officer.id, site.code, mine, mine, second_reading=site.has("second_reading"), above=above)
    return digest_of(reading(), calendar(), desk, now.date())


def _link(config: Config, site: Site) -> str:
    root = "" if site.parent is None else f"/{site.slug}"
    return f"\n{config.origin}{root}/console/letters" if config.origin else ""
