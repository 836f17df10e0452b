"""Registration (注册) of natural persons: a phone that was proved, a password, the agreement."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.accounts import codes
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit
from govsite.domain.common.password_rules import fault
from govsite.domain.common.passwords import Passwords
from govsite.models.account import STATED, Account, Verification

AGREEMENT = "2026-11-30"  # version of the agreement (注册协议), the day from which it holds
LATE = "验证码已经过期，或者已经用过。请重新获取。"


def password_fault(password: str, phone: str) -> str:
    """What is wrong with a password for somebody with this phone, "" for nothing."""
    return fault(password, own=(phone, phone[-8:], phone[-6:]))


def agree(account_id: int) -> None:
    """Note that the agreement as it is today was accepted."""
    with writing() as session:
        mine = (Account.id == account_id, Account.closed.is_(None))
        session.execute(update(Account).where(*mine).values(agreed=AGREEMENT))
        audit.append(session, who=f"account {account_id}", what="account.agree", details={"version": AGREEMENT})


def register(passwords: Passwords, course: codes.Course, password: str) -> int:
    """Make the account of a proved course and return its number; raises Refused where it was used already."""
    hashed = passwords.hash(password)
    try:
        with writing() as session:
            if not codes.spend(session, course):
                raise Refused(LATE)
            return create(session, course.phone, hashed)
    except IntegrityError:  # two courses of one phone, the other was quicker
        raise Refused(LATE) from None


def create(session: Session, phone: str, hashed: str) -> int:
    """Make the account of a phone that was proved, ``hashed`` is "" for no password; returns its number.

    Part of the caller's writing, which raises IntegrityError where the phone has an account.
    """
    now = database_time(session)
    account = Account(password=hashed, level=STATED, agreed=AGREEMENT, created=now, signed_in=now, revision=1)
    account.phone = account.phone_print = phone  # type: ignore[assignment]
    session.add(account)
    session.flush()
    session.add(Verification(account_id=account.id, level=STATED, way="phone", at=now))
    audit.append(session, who=f"account {account.id}", what="account.register")
    return account.id
