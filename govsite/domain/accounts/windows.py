"""Proofs at a window (窗口认证): a code that its owner brings there, with the card; staff see both and confirm."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.accounts import levels
from govsite.domain.accounts.account import Citizen, dotted
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit, outbox
from govsite.models import normal
from govsite.models.account import IN_PERSON, Account
from govsite.models.window_proof import WindowProof

WAY, TEMPLATE = "window", "account-window"
DIGITS = 8
GOOD_FOR = timedelta(days=7)
KEPT = timedelta(days=30)  # after its last day, so that it can be said that it is over
WRONG = "没有这个窗口认证码。请同对方屏幕上的 8 位数字核对；对方也可以在“认证等级”里重新取一个。"
USED = "这个窗口认证码已经用过。要再认证，请对方在“认证等级”里重新取一个。"
EXPIRED = "这个窗口认证码已经过期。请对方在“认证等级”里重新取一个，马上就能用。"
OTHER = "对方的账号是用另一个姓名或者身份证号实名的，同这张证件不是一个人。不要认证；改过名、换过号的，按更正办理。"
TAKEN = "这个身份证号已经在另一个账号里认证过。请对方用身份证号登录那个账号；说不是本人认证的，请报告管理员。"
DONE_BEFORE = "您已经是五级，不用再到窗口认证。"


class Asked(NamedTuple):
    """A code that is good yet."""

    code: str
    expires: datetime


def ask(citizen: Citizen) -> None:
    """Make a code, in the place of the one before; raises Refused for who needs none. Take from the bucket before."""
    if citizen.level >= IN_PERSON:
        raise Refused(DONE_BEFORE)
    with writing() as session:
        open_yet = (WindowProof.account_id == citizen.id, WindowProof.used.is_(None))
        session.execute(delete(WindowProof).where(*open_yet))
        code = _fresh(session)
        now = database_time(session)
        row = WindowProof(account_id=citizen.id, code=code, asked=now, expires=now + GOOD_FOR)
        row.code_print = code  # type: ignore[assignment]
        session.add(row)
        audit.append(session, who=citizen.who, what="account.window")


def mine(session: Session, account_id: int) -> Asked | None:
    """The code that somebody has and that is good yet."""
    good = (WindowProof.account_id == account_id, WindowProof.used.is_(None))
    found = select(WindowProof.code, WindowProof.expires).where(*good, WindowProof.expires > database_time(session))
    row = session.execute(found).one_or_none()
    return Asked(row.code, row.expires) if row else None


def confirm(staff: str, site_code: str, place: str, code: str, name: str, id_no: str) -> None:
    """Raise to 五级 whose code it is, who stands there with the card of this name and number; they are told by SMS.

    Raises Refused for whom it cannot be, with what to do. Take from the buckets of the staff before.
    """
    name = type(name)(dotted(name))
    account_id, said = _whose(code)
    if not said:
        try:
            with writing() as session:
                said = _confirm(session, staff, site_code, place, code, account_id, (name, id_no))
        except IntegrityError:
            said = TAKEN
        except Refused as refused:
            said = str(refused)
    if said:
        with writing() as session:
            target = f"account {account_id}" if account_id else ""
            outcome = {"outcome": audit.REFUSED, "site_code": site_code}
            audit.append(session, who=staff, what="account.in_person", target=target, **outcome)  # type: ignore[arg-type]
        raise Refused(said)


def forget_expired(session: Session) -> int:
    """Delete codes that are long over; returns how many. Part of the caller's writing."""
    over = delete(WindowProof).where(WindowProof.expires <= database_time(session) - KEPT)
    return session.connection().execute(over).rowcount


def _whose(code: str) -> tuple[int, str]:
    """Whose code it is, 0 for nobody's, and what is wrong with it."""
    session = reading()
    row = session.scalar(select(WindowProof).where(WindowProof.code_print == normal.plain(code)))
    if row is None:
        return 0, WRONG
    if row.used is not None:
        return row.account_id, USED
    return row.account_id, EXPIRED if row.expires <= database_time(session) else ""


def _confirm(
    session: Session, staff: str, site_code: str, place: str, code: str, account_id: int, who: tuple[str, str]
) -> str:
    proof = select(WindowProof).where(WindowProof.code_print == normal.plain(code), WindowProof.used.is_(None))
    row = session.scalar(proof.with_for_update())
    owner = session.scalar(select(Account).where(Account.id == account_id, Account.closed.is_(None)).with_for_update())
    if row is None or owner is None:
        return USED
    if owner.name and (_bare(owner.name), owner.id_no) != (_bare(who[0]), normal.plain(who[1])):
        return OTHER
    phone = owner.phone
    levels.raise_to(session, account_id, IN_PERSON, WAY, who, place=str.__str__(place))
    row.used = database_time(session)
    if phone:
        outbox.add(session, outbox.SMS, phone, TEMPLATE, {}, site_code=site_code)
    details = {"way": WAY}
    target = f"account {account_id}"
    audit.append(session, who=staff, what="account.in_person", target=target, site_code=site_code, details=details)
    return ""


def _bare(name: str) -> str:
    return "".join(name.split())


def _fresh(session: Session) -> str:
    """Digits that no other code has."""
    while True:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if session.scalar(select(WindowProof.id).where(WindowProof.code_print == code)) is None:
            return code
