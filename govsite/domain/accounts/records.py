"""The record of sign-ins (登录记录): when, how, by which browser, from about where; for the account's owner to look at.

Kept for 180 days: 网络安全法 21 (3) wants logs for six months at least, and nobody needs them for longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.models.sign_in_record import SignInRecord

KEPT = timedelta(days=183)
PASSWORD, CODE, BOTH, ALIPAY, PASSKEY, REGISTER = "password", "code", "both", "alipay", "passkey", "register"  # noqa: S105
NAMED = "named"
WAYS = {
    PASSWORD: "密码",
    CODE: "短信验证码",
    BOTH: "密码和短信验证码",
    NAMED: "短信验证码和身份证号",
    ALIPAY: "支付宝",
    "unified": "统一身份认证",
    PASSKEY: "指纹、面容",
    REGISTER: "注册",
}
# What a system that people go on to is told of it (amr, RFC 8176); nothing of what another system has asked.
_METHODS = {
    PASSWORD: ("pwd",),
    CODE: ("sms",),
    BOTH: ("pwd", "sms", "mfa"),
    NAMED: ("sms", "kba"),
    PASSKEY: ("hwk", "user"),
}
_METHODS[REGISTER] = _METHODS[CODE]


def methods(way: str) -> tuple[str, ...]:
    """How somebody has signed in, in the words of RFC 8176."""
    return _METHODS.get(way, ())


@dataclass(frozen=True, slots=True)
class Record:
    """A sign-in; ``address`` is the front half of one."""

    at: datetime
    words: str
    browser: str
    address: str


def note(account_id: int, way: str, browser: str, address: str) -> None:
    """Write down that somebody has signed in."""
    with writing() as session:
        row = SignInRecord(account_id=account_id, way=way, browser=browser[:40], address=address[:40])
        row.at = database_time(session)
        session.add(row)


def last(session: Session, account_id: int, most: int) -> list[Record]:
    """The last sign-ins, the newest first."""
    found = select(SignInRecord).where(SignInRecord.account_id == account_id).order_by(SignInRecord.id.desc())
    rows = session.scalars(found.limit(most))
    return [Record(row.at, WAYS.get(row.way, row.way), row.browser, row.address) for row in rows]


def forget_old(session: Session) -> int:
    """Delete the records that are too old; returns how many. Part of the caller's writing."""
    old = delete(SignInRecord).where(SignInRecord.at < database_time(session) - KEPT)
    return session.connection().execute(old).rowcount
