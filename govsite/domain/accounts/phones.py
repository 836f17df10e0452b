"""Another phone (换绑手机号): the old one and the new one are both proved by a code."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from govsite.database.session import writing
from govsite.domain.accounts import codes
from govsite.domain.accounts.account import KIND, Citizen
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit, inbox, sign_ins
from govsite.models.account import Account


def change(citizen: Citizen, old: codes.Course, new: codes.Course, keep: int) -> None:
    """Give an account another phone; its other sessions end. Raises Refused where a course was used already."""
    if old.account_id != citizen.id or new.account_id is not None:
        raise Refused(LATE)
    try:
        with writing() as session:
            if not (codes.spend(session, old) and codes.spend(session, new)):
                raise Refused(LATE)
            same = (Account.id == citizen.id, Account.revision == citizen.revision)
            values = {"phone": new.phone, "phone_print": new.phone, "revision": Account.revision + 1}
            if not session.connection().execute(update(Account).where(*same).values(values)).rowcount:
                raise Refused(LATE)
            sign_ins.end_all(session, KIND, str(citizen.id), but=keep)
            inbox.warn(session, citizen.id, "账号换了手机号，别处的登录都已退出。")
            audit.append(session, who=citizen.who, what="account.phone")
    except IntegrityError:  # it has got an account since the code went out
        raise Refused(LATE) from None
