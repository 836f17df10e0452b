"""Another phone (换绑手机号): the old one and the new one are both proved by a code."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.accounts import codes, notices
from govsite.domain.accounts.account import KIND, Citizen
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit, sign_ins
from govsite.models.account import Account


def change(citizen: Citizen, old: codes.Course, new: codes.Course, keep: int) -> None:
    """Give an account another phone; its other sessions end. Raises Refused where a course was used already."""
    if old.account_id != citizen.id or new.account_id is not None:
        raise Refused(LATE)
    try:
        with writing() as session:
            if not (codes.spend(session, old) and codes.spend(session, new)):
                raise Refused(LATE)
            before = session.scalar(select(Account.phone).where(Account.id == citizen.id)) or ""
            same = (Account.id == citizen.id, Account.revision == citizen.revision)
            values: dict[str, Any] = {"phone": new.phone, "phone_print": new.phone, "revision": Account.revision + 1}
            values["phone_proved"] = database_time(session)
            if not session.connection().execute(update(Account).where(*same).values(values)).rowcount:
                raise Refused(LATE)
            sign_ins.end_all(session, KIND, str(citizen.id), but=keep)
            audit.append(session, who=citizen.who, what="account.phone")
            notices.tell(session, citizen.id, notices.PHONE, before)
    except IntegrityError:  # it has got an account since the code went out
        raise Refused(LATE) from None
