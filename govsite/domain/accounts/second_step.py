"""The second step of a sign-in (登录二次验证): password and code both, for who has switched it on.

It is for who has a real name: without one, who holds the phone could set another password by a code alone, and a
second step would be none. Alipay and passkeys are two steps by themselves.
"""

from __future__ import annotations

from sqlalchemy import select, update

from govsite.database.session import reading, writing
from govsite.domain.accounts import codes, notices
from govsite.domain.accounts.account import Citizen
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit
from govsite.models.account import Account

NOT_YET = "打开二次验证之前，要先实名，并且设好密码：这样手机丢了，别人也改不了您的密码。"


def is_on(account_id: int) -> bool:
    """Whether the password wants a code besides."""
    return bool(reading().scalar(select(Account.two_steps).where(Account.id == account_id)))


def switch(citizen: Citizen, course: codes.Course, on: bool) -> None:
    """Switch it on or off, after a code; raises Refused."""
    if on and not (citizen.is_real and citizen.has_password):
        raise Refused(NOT_YET)
    with writing() as session:
        if course.account_id != citizen.id or not codes.spend(session, course):
            raise Refused(LATE)
        mine = (Account.id == citizen.id, Account.closed.is_(None), Account.two_steps.is_not(on))
        if session.connection().execute(update(Account).where(*mine).values(two_steps=on)).rowcount:
            audit.append(session, who=citizen.who, what=f"account.two_steps_{'on' if on else 'off'}")
            notices.tell(session, citizen.id, notices.TWO_STEPS_ON if on else notices.TWO_STEPS_OFF)
