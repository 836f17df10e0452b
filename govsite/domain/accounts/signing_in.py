"""Signing in (登录): by phone or ID number and password, or by a code to the phone."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, update

from govsite.database.session import reading, writing
from govsite.domain.accounts import codes
from govsite.domain.accounts.account import Citizen, load
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.phones import is_mobile
from govsite.models.account import Account

WRONG = "手机号（身份证号）或者密码不对。请核对再试；忘了密码，可以用短信验证码登录，或者重设密码。"


def by_password(passwords: Passwords, name: str, password: str) -> Citizen | None:
    """Whose phone or ID number and password these are, None for a wrong one and for an unknown number alike.

    Either costs one query and one verification (OWASP ASVS 5, V6.3.8). Take from the buckets before.
    """
    column = Account.phone_print if is_mobile(name) else Account.id_print
    wanted = select(Account.id, Account.password).where(column == name, Account.closed.is_(None))
    row = reading().execute(wanted).one_or_none()
    right = passwords.verify(password, (row.password or None) if row else None)
    if row and right and passwords.is_outdated(row.password):
        _store(row.id, row.password, passwords.hash(password))
    with writing() as session:
        who = f"account {row.id}" if row else "-"
        outcome = audit.DONE if right else audit.REFUSED
        audit.append(session, who=who, what="account.sign_in", outcome=outcome)
        if row and right:
            session.execute(update(Account).where(Account.id == row.id).values(signed_in=datetime.now(UTC)))
    return load(reading(), row.id) if row and right else None


def by_code(course: codes.Course) -> Citizen:
    """Whose phone it is that a proved course is about; raises Refused where the course was used already."""
    if course.account_id is None:
        raise Refused(LATE)
    with writing() as session:
        if not codes.spend(session, course):
            raise Refused(LATE)
        # Of the account as it was: a phone that was changed meanwhile signs nobody in.
        same = (Account.id == course.account_id, Account.revision == course.revision, Account.closed.is_(None))
        if not session.connection().execute(update(Account).where(*same).values(signed_in=datetime.now(UTC))).rowcount:
            raise Refused(LATE)
        audit.append(session, who=f"account {course.account_id}", what="account.sign_in", details={"way": "code"})
    citizen = load(reading(), course.account_id)
    if citizen is None:
        raise Refused(LATE)
    return citizen


def _store(account_id: int, old: str, new: str) -> None:
    """Keep the hash with today's parameters, unless the password was changed meanwhile."""
    with writing() as session:
        session.execute(update(Account).where(Account.id == account_id, Account.password == old).values(password=new))
