"""Real names that Alipay confirms (支付宝认证): the name is typed first, Alipay says whether that is who is there."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.accounts import codes, levels
from govsite.domain.accounts.account import Citizen
from govsite.domain.accounts.real_name import TAKEN
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit
from govsite.gateways.alipay import Alipay
from govsite.gateways.outside import Away, Denied
from govsite.gateways.settings import AlipaySettings as AlipaySettings
from govsite.models import normal
from govsite.models.account import FACE, Account
from govsite.models.identity import Certification

WAY = "alipay"
GOOD_FOR = timedelta(hours=1)
AWAY = "支付宝现在没有回应，没有认证成。请过一会儿再试一次；也可以用身份证认证，或者到窗口办理。"
REFUSED = "支付宝没有收下这个姓名和身份证号。请照着身份证核对；还是不行，请到窗口办理。"
NOT_YET = "支付宝还没有确认。在支付宝里做完了，请再点一次“看结果”；没有通过、或者取消了的，请重新认证，或者到窗口办理。"
DONE_BEFORE = "这个账号已经是四级，不用再认证。"
NONE = "没有正在办的支付宝认证，或者停留太久。请重新开始。"


def begin(
    settings: AlipaySettings, citizen: Citizen, course: codes.Course, typed: tuple[str, str] | None, back: str
) -> str:
    """Tell Alipay whom to confirm, and return the address where it does; raises Refused. Take from the buckets before.

    ``typed`` are name and number, None for who has a real name, which is the one that is confirmed. The course is used
    up where Alipay has taken them, since each costs money.
    """
    name, id_no = typed or own_name(citizen)
    if citizen.level >= FACE:
        raise Refused(DONE_BEFORE)
    alipay = Alipay(settings)
    found = alipay.certification(secrets.token_hex(16), name, normal.plain(id_no), back)
    if isinstance(found, Away | Denied):
        _tell(citizen, found.code)
        raise Refused(AWAY if isinstance(found, Away) else REFUSED)
    with writing() as session:
        if course.account_id != citizen.id or not codes.spend(session, course):
            raise Refused(LATE)
        now = database_time(session)
        session.execute(delete(Certification).where(Certification.account_id == citizen.id))
        row = Certification(account_id=citizen.id, name=name, id_no=normal.plain(id_no), reference=found)
        row.began, row.expires = now, now + GOOD_FOR
        session.add(row)
        audit.append(session, who=citizen.who, what="account.certify")
    return alipay.certify_url(found)


def is_open(session: Session, account_id: int) -> bool:
    """Whether a name of an account is being confirmed."""
    good = (Certification.account_id == account_id, Certification.expires > database_time(session))
    return session.scalar(select(Certification.account_id).where(*good)) is not None


def finish(settings: AlipaySettings, citizen: Citizen) -> None:
    """Ask Alipay what came of it, and raise the level to 四级; raises Refused.

    Nothing that the browser brings back is believed: it may come back before the end, and after a failure too.
    """
    session = reading()
    good = (Certification.account_id == citizen.id, Certification.expires > database_time(session))
    row = session.scalar(select(Certification).where(*good))
    if row is None:
        raise Refused(NONE)
    found = Alipay(settings).has_passed(row.reference)
    if isinstance(found, Away | Denied):
        _tell(citizen, found.code)
        raise Refused(AWAY if isinstance(found, Away) else NOT_YET)
    if not found:
        raise Refused(NOT_YET)
    try:
        with writing() as session:
            _raise(session, citizen, row)
    except IntegrityError:
        _tell(citizen, "taken")
        raise Refused(TAKEN) from None


def forget_expired(session: Session) -> int:
    """Delete what nobody finished; returns how many. Part of the caller's writing."""
    over = delete(Certification).where(Certification.expires <= database_time(session))
    return session.connection().execute(over).rowcount


def own_name(citizen: Citizen) -> tuple[str, str]:
    """Name and number of who has a real name; raises Refused where there is none."""
    row = reading().execute(select(Account.name, Account.id_no).where(Account.id == citizen.id)).one()
    if not (row.name and row.id_no):
        raise Refused(NONE)
    return row.name, row.id_no


def _raise(session: Session, citizen: Citizen, row: Certification) -> None:
    """A name that there is never changes: only the same one is confirmed."""
    done = delete(Certification).where(Certification.account_id == citizen.id, Certification.reference == row.reference)
    if not session.connection().execute(done).rowcount:
        raise Refused(NONE)
    levels.raise_to(session, citizen.id, FACE, WAY, (row.name, row.id_no), reference=row.reference[:64])
    audit.append(session, who=citizen.who, what="account.real_name", details={"way": WAY})


def _tell(citizen: Citizen, why: str) -> None:
    with writing() as session:
        levels.note_refused(session, citizen.who, WAY, why)
