"""Own data (我的资料) of an account: typed once, used to fill forms; and a mail address that a code has proved."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.database.upsert import insert_into
from govsite.domain.common import outbox
from govsite.domain.common.passwords import Passwords
from govsite.models import normal
from govsite.models.profile import BY_MAIL, BY_PHONE, DAILY, WEEKLY, Profile
from govsite.models.ticket import HANS
from govsite.typed import Typed

DIGESTS = {"": "不发邮件", DAILY: "有更新时，每天最多一封", WEEKLY: "有更新时，每周最多一封"}
CONTACTS = {"": "电话和邮箱", BY_PHONE: "只留电话", BY_MAIL: "只留邮箱"}
OWN = ("called", "phone", "email", "address", "district", "contact", "fills")  # what the page of own data asks for
TEMPLATE = "profile-code"
DIGITS, MOST_TRIES = 6, 5
GOOD_FOR = timedelta(minutes=30)  # a mail may take its time
SUBJECT = "确认邮箱的验证码"
TEXT = """您好！

确认邮箱的验证码是 {code}，{minutes} 分钟内有效。
不是您本人要的，不用理会，也不要告诉别人。

{site}
"""


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody has said of themselves; all empty for who has said nothing."""

    called: Typed = Typed("")
    phone: Typed = Typed("")
    email: Typed = Typed("")
    address: Typed = Typed("")
    district: str = ""
    contact: str = ""
    fills: bool = True
    confirmed: datetime | None = None
    groups: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    suggests: bool = True
    digest: str = ""
    sms: bool = False
    has_feed: bool = False

    @property
    def for_forms(self) -> dict[str, Typed]:
        """What fills forms, by the names of their fields."""
        found = {"name": self.called, "phone": self.phone, "email": self.email}
        unwanted = {BY_PHONE: "email", BY_MAIL: "phone"}.get(self.contact)
        return {name: value for name, value in found.items() if value and name != unwanted} if self.fills else {}


def own(session: Session, account_id: int) -> Own:
    """What somebody has said of themselves; one query."""
    row = session.scalar(select(Profile).where(Profile.account_id == account_id))
    if row is None:
        return Own()
    return Own(
        called=Typed(row.called or ""),
        phone=Typed(row.phone or ""),
        email=Typed(row.email or ""),
        address=Typed(row.address or ""),
        district=row.district,
        contact=row.contact,
        fills=row.fills,
        confirmed=row.confirmed,
        groups=tuple(row.groups),
        events=tuple(row.events),
        suggests=row.suggests,
        digest=row.digest,
        sms=row.sms,
        has_feed=row.feed is not None,
    )


def save(account_id: int, typed: Mapping[str, Any]) -> None:
    """Keep what the page of own data has; another mail address has to be proved anew, and gets no news until then."""
    with writing() as session:
        before = session.scalar(select(Profile.email).where(Profile.account_id == account_id).with_for_update()) or ""
        values: dict[str, Any] = {name: typed[name] for name in OWN}
        for name in ("called", "phone", "email", "address"):
            values[name] = values[name] or None
        if str(typed["email"] or "") != str(before):
            values |= {"confirmed": None, "code": "", "digest": ""}
        change(session, account_id, **values)


def change(session: Session, account_id: int, **values: Any) -> None:
    """Change what somebody has said, from the first word on; part of the caller's writing."""
    blank: dict[str, Any] = {"account_id": account_id, "district": "", "contact": "", "fills": True, "code": ""}
    blank |= {"tries": 0, "groups": [], "events": [], "suggests": True, "digest": "", "sms": False, "told": 0}
    session.execute(insert_into(session, Profile).values(**blank, script=HANS).on_conflict_do_nothing())
    session.execute(update(Profile).where(Profile.account_id == account_id).values(**values))


def send_code(passwords: Passwords, account_id: int, site: str, site_code: str) -> None:
    """Send a code to somebody's mail address; the one before is good no more. Take from the buckets before."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    with writing() as session:
        address = session.scalar(select(Profile.email).where(Profile.account_id == account_id).with_for_update())
        if not address:
            return
        until = database_time(session) + GOOD_FOR
        change(session, account_id, code=_hash(passwords, account_id, address, code), tries=0, code_until=until)
        text = TEXT.format(code=code, minutes=GOOD_FOR.seconds // 60, site=site)
        mail = {"subject": f"{site}：{SUBJECT}", "text": text}
        outbox.add(session, outbox.MAIL, address, TEMPLATE, mail, site_code=site_code, good_for=GOOD_FOR)


def prove(passwords: Passwords, account_id: int, code: str) -> bool:
    """Whether a code is the one that went to the address that is there now: then this is proved. Each try counts."""
    with writing() as session:
        now, mine = database_time(session), Profile.account_id == account_id
        counted = update(Profile).where(mine, Profile.tries < MOST_TRIES, Profile.code_until > now)
        if not session.connection().execute(counted.values(tries=Profile.tries + 1)).rowcount:
            return False
        address = session.scalar(select(Profile.email).where(mine)) or ""
        right = (mine, Profile.code == _hash(passwords, account_id, address, code), Profile.code != "")
        done = update(Profile).where(*right).values(confirmed=now, code="", code_until=None)
        return session.connection().execute(done).rowcount == 1


def email_of(account_id: int) -> str:
    """Somebody's mail address, "" for none."""
    return reading().scalar(select(Profile.email).where(Profile.account_id == account_id)) or ""


def choose(account_id: int, groups: list[str], events: list[str], district: str, suggests: bool) -> None:
    """Keep what suggestions are chosen by."""
    with writing() as session:
        change(session, account_id, groups=groups, events=events, district=district, suggests=suggests)


def _hash(passwords: Passwords, account_id: int, address: str, code: str) -> str:
    return passwords.print_of(f"mail {account_id} {address} {normal.plain(code)}")
