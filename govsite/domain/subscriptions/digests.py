"""News of subscriptions by mail and SMS: what somebody has not read yet, at most so often, in one message.

The mark up to which news were told moves in the transaction that adds the message, from where it was read: of two that
write at once one does, and a restart neither loses nor repeats any. Who has read them in the space gets no mail of
them; short messages say only that there is something, once a week at most.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.domain.common import outbox
from govsite.domain.common.days import ZONE
from govsite.models.account import Account
from govsite.models.inbox import NEWS, InboxMessage
from govsite.models.profile import DAILY, WEEKLY, Profile
from govsite.models.ticket import HANT
from govsite.typed import Typed

MAIL_TEMPLATE, SMS_TEMPLATE = "account-news-mail", "account-news"
HOURS = range(8, 21)  # of the day in Beijing: nobody is woken
SMS_EVERY = timedelta(days=7)
MOST_NAMED = 20  # news in a mail
MOST_AT_ONCE = 500  # messages of a run
SUBJECT, MORE = "您订阅的内容有更新", "还有 {count} 条，登录后在“站内消息”里看。"
END = "登录后看全部：{page}\n不想再收这种邮件，打开下面的地址就能停，不用登录：\n{leave}\n\n{site}\n"
END_THERE = "登录后在用户空间“站内消息”里看全部，在“我的订阅”里停止发邮件。\n\n{site}\n"  # where no address is known


@dataclass(frozen=True, slots=True)
class Ways:
    """The gateways that there are, the name of the portal, where one reads and where one ends the mails.

    ``address`` makes an address of what follows the mount, "" without an origin.
    """

    sms: bool
    mail: bool
    site: str
    address: Callable[[str], str]
    traditional: Callable[[str], str]


def write_all(ways: Ways, now: datetime | None = None) -> int:
    """Put what is due into the outbox; returns how many messages. Never inside ``writing()``."""
    now = now or datetime.now(ZONE)
    if now.astimezone(ZONE).hour not in HOURS:
        return 0
    mails = sum(_mail(ways, row, now) for row in _due(_by_mail(now))) if ways.mail else 0
    return mails + (sum(_text(row, now) for row in _due(_by_sms(now))) if ways.sms else 0)


def _by_mail(now: datetime) -> ColumnElement[bool]:
    today = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    daily = and_(Profile.digest == DAILY, or_(Profile.told_at.is_(None), Profile.told_at < today))
    week = today - timedelta(days=6)
    weekly = and_(Profile.digest == WEEKLY, or_(Profile.told_at.is_(None), Profile.told_at < week))
    return and_(or_(daily, weekly), Profile.confirmed.is_not(None), InboxMessage.id > Profile.told)


def _by_sms(now: datetime) -> ColumnElement[bool]:
    last = func.coalesce(Profile.texted, Account.created)
    is_due = or_(Profile.texted.is_(None), Profile.texted <= now - SMS_EVERY)
    return and_(Profile.sms, is_due, InboxMessage.at > last)


def _due(when: ColumnElement[bool]) -> list[Row[Any]]:
    columns: tuple[Any, ...] = (Profile.account_id, Profile.told, Profile.texted)
    last = func.max(InboxMessage.id).label("last")
    found: Select[*tuple[Any, ...]] = select(*columns, last).join(Account, Account.id == Profile.account_id)
    unread = (InboxMessage.kind == NEWS, InboxMessage.read.is_(None))
    found = found.join(InboxMessage, InboxMessage.account_id == Profile.account_id)
    found = found.where(Account.closed.is_(None), *unread, when)
    found = found.group_by(Profile.account_id, Profile.told, Profile.texted).limit(MOST_AT_ONCE)
    rows = list(reading().execute(found))
    reading().rollback()
    return rows


def _mail(ways: Ways, row: Row[Any], now: datetime) -> bool:
    with writing() as session:
        same = (Profile.account_id == row.account_id, Profile.told == row.told, Profile.digest != "")
        moved = update(Profile).where(*same).values(told=row.last, told_at=now)
        if not session.connection().execute(moved).rowcount:
            return False
        to = session.execute(
            select(Profile.email, Profile.script, Profile.leave).where(Profile.account_id == row.account_id)
        ).one()
        if not to.email or not (news := _news(session, row)):
            return False
        leave = to.leave or _new_leave(session, row.account_id)
        traditional = ways.traditional if to.script == HANT else str
        text = traditional("\n".join(["您好！", "", *news, "", END if ways.address("") else END_THERE]))
        link = ways.address(f"/account/leave/{leave}")
        text = text.format(page=ways.address("/account/messages"), leave=link, site=traditional(ways.site))
        mail = {"subject": traditional(f"{ways.site}：{SUBJECT}"), "text": text, "leave": link}
        outbox.add(session, outbox.MAIL, to.email, MAIL_TEMPLATE, mail)
    return True


def _news(session: Session, row: Row[Any]) -> list[str]:
    """The lines of a mail; braces would be places to fill."""
    mine = (InboxMessage.account_id == row.account_id, InboxMessage.kind == NEWS, InboxMessage.read.is_(None))
    since = (InboxMessage.id > row.told, InboxMessage.id <= row.last)
    words = session.scalars(select(InboxMessage.words).where(*mine, *since).order_by(InboxMessage.id)).all()
    lines = [f"· {each}".replace("{", "（").replace("}", "）") for each in words[:MOST_NAMED]]
    more = len(words) - MOST_NAMED
    return [*lines, MORE.format(count=more)] if more > 0 else lines


def _text(row: Row[Any], now: datetime) -> bool:
    with writing() as session:
        same = Profile.texted.is_(None) if row.texted is None else Profile.texted == row.texted
        moved = update(Profile).where(Profile.account_id == row.account_id, Profile.sms, same).values(texted=now)
        if not session.connection().execute(moved).rowcount:
            return False
        phone = session.scalar(select(Account.phone).where(Account.id == row.account_id))
        if phone:
            outbox.add(session, outbox.SMS, phone, SMS_TEMPLATE, {})
        return bool(phone)


def _new_leave(session: Session, account_id: int) -> str:
    token = secrets.token_urlsafe(24)
    session.execute(update(Profile).where(Profile.account_id == account_id).values(leave=token))
    return Typed(token)
