"""Signing in (登录): by phone or ID number and password, or by a code to the phone; by both for who wants that."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, update

from govsite.database.session import reading, writing
from govsite.domain.accounts import codes, recycled, second_step
from govsite.domain.accounts.account import Citizen, load
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.phones import is_mobile
from govsite.models import normal
from govsite.models.account import Account

WRONG = "手机号（身份证号）或者密码不对。请核对再试；忘了密码，可以用短信验证码登录，或者重设密码。"
WRONG_PASSWORD = "密码不对，请核对再试。"  # noqa: S105
WRONG_PROOF = "身份证号或者密码和这个账号的不一致，请核对。"
PASSWORD, EITHER = "password", "either"  # what is asked for besides a code: the password, or it or the ID number


class NotOwn(Refused):
    """What was asked for besides the code is wrong: the course goes on."""


def by_password(passwords: Passwords, name: str, password: str) -> Citizen | None:
    """Whose phone or ID number and password these are, None for a wrong one and for an unknown number alike.

    Either costs one query and one verification (OWASP ASVS 5, V6.3.8). Take from the buckets before. Who has
    ``two_steps`` is not signed in by this: ``by_both`` follows.
    """
    column = Account.phone_print if is_mobile(name) else Account.id_print
    wanted = select(Account.id, Account.password, Account.two_steps)
    row = reading().execute(wanted.where(column == name, Account.closed.is_(None))).one_or_none()
    right = passwords.verify(password, (row.password or None) if row else None)
    if row and right and passwords.is_outdated(row.password):
        _store(row.id, row.password, passwords.hash(password))
    with writing() as session:
        who = f"account {row.id}" if row else "-"
        if not (row and right):
            audit.append(session, who=who, what="account.sign_in", outcome=audit.REFUSED)
        elif not row.two_steps:
            audit.append(session, who=who, what="account.sign_in")
            session.execute(update(Account).where(Account.id == row.id).values(signed_in=datetime.now(UTC)))
    return load(reading(), row.id) if row and right else None


def by_both(course: codes.Course) -> Citizen:
    """Who has said the password and then the code; raises Refused where the course was used already."""
    return _enter(course, "both")


def asks(course: codes.Course) -> str:
    """What is asked for besides a code that was right: PASSWORD, EITHER, or "" for nothing."""
    if course.account_id is None:
        return ""
    if second_step.is_on(course.account_id):
        return PASSWORD
    return EITHER if recycled.is_stale(course.account_id) else ""


def by_code(passwords: Passwords, course: codes.Course, password: str = "", id_no: str = "") -> tuple[Citizen, str]:
    """Whose phone it is that a proved course is about, and the way in for the record.

    Raises NotOwn where something is asked for besides and is wrong, Refused where the course was used already. Take
    from the buckets of what was typed before.
    """
    if course.account_id is None:
        raise Refused(LATE)
    wanted, way = asks(course), "code"
    if wanted:
        way = "both" if password or wanted == PASSWORD else "named"
        row = reading().execute(select(Account.password, Account.id_no).where(Account.id == course.account_id)).one()
        if way == "both":
            right = passwords.verify(password, row.password or None)
        else:
            right = bool(row.id_no) and normal.plain(row.id_no) == normal.plain(id_no)
        if not right:
            with writing() as session:
                who, outcome = f"account {course.account_id}", audit.REFUSED
                audit.append(session, who=who, what="account.sign_in", outcome=outcome, details={"way": way})
            raise NotOwn(WRONG_PASSWORD if wanted == PASSWORD else WRONG_PROOF)
    return _enter(course, way), way


def _enter(course: codes.Course, way: str) -> Citizen:
    with writing() as session:
        if not codes.spend(session, course):
            raise Refused(LATE)
        # Of the account as it was: a phone that was changed meanwhile signs nobody in.
        same = (Account.id == course.account_id, Account.revision == course.revision, Account.closed.is_(None))
        now = datetime.now(UTC)
        done = update(Account).where(*same).values(signed_in=now, phone_proved=now)
        if not session.connection().execute(done).rowcount:
            raise Refused(LATE)
        audit.append(session, who=f"account {course.account_id}", what="account.sign_in", details={"way": way})
    citizen = load(reading(), course.account_id or 0)
    if citizen is None:
        raise Refused(LATE)
    return citizen


def _store(account_id: int, old: str, new: str) -> None:
    """Keep the hash with today's parameters, unless the password was changed meanwhile."""
    with writing() as session:
        session.execute(update(Account).where(Account.id == account_id, Account.password == old).values(password=new))
