"""Passwords of citizens: another one (修改密码), and one for who has forgotten theirs (忘记密码)."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.domain.accounts import codes
from govsite.domain.accounts.account import KIND, Citizen, dotted
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE, password_fault
from govsite.domain.common import audit, inbox, sign_ins
from govsite.domain.common.passwords import Passwords
from govsite.models import normal
from govsite.models.account import CHECKED, Account

WRONG = "原密码不对。"
NOT_OWN = "密码不对。"
SAME = "新密码要和原来的不一样。"
NOT_YOURS = "姓名或者身份证号和这个账号的不一致，请核对。手机号换过主人的，请用自己的身份证号找回，或者到窗口办理。"


def confirm(passwords: Passwords, citizen: Citizen, password: str) -> bool:
    """Whether it is the password of who is signed in, asked again before something that matters."""
    stored = reading().scalar(select(Account.password).where(Account.id == citizen.id))
    if passwords.verify(password, stored or None):
        return True
    with writing() as session:
        audit.append(session, who=citizen.who, what="account.password", outcome=audit.REFUSED)
    return False


def change(passwords: Passwords, citizen: Citizen, old: str, new: str, keep: int) -> None:
    """Store another password; all sessions end but the one with the number ``keep``. Raises Refused."""
    if citizen.has_password and not confirm(passwords, citizen, old):
        raise Refused(WRONG)
    if citizen.has_password and old == new:
        raise Refused(SAME)
    phone = reading().scalar(select(Account.phone).where(Account.id == citizen.id)) or ""
    if said := password_fault(new, phone):
        raise Refused(said)
    hashed = passwords.hash(new)
    with writing() as session:
        _set(session, citizen.id, citizen.revision, hashed)
        sign_ins.end_all(session, KIND, str(citizen.id), but=keep)
        inbox.warn(session, citizen.id, "账号的密码改过了，别处的登录都已退出。")
        audit.append(session, who=citizen.who, what="account.password")


def asks_name(course: codes.Course) -> bool:
    """Whether the account of a course has a real name: then the number of the phone alone does not do.

    Numbers of phones are given to others after some months.
    """
    wanted = select(Account.level).where(Account.id == course.account_id)
    return (reading().scalar(wanted) or 0) >= CHECKED


def reset(passwords: Passwords, course: codes.Course, new: str, name: str = "", id_no: str = "") -> int:
    """Store a password for who has proved the phone, and the name where one is known; returns the account's number.

    All sessions end. Raises Refused for a bad password, another's name and a course that was used.
    """
    if course.account_id is None:
        raise Refused(LATE)
    if asks_name(course):
        check_name(course.account_id, name, id_no, "account.reset")
    if said := password_fault(new, course.phone):
        raise Refused(said)
    hashed = passwords.hash(new)
    with writing() as session:
        if not codes.spend(session, course):
            raise Refused(LATE)
        _set(session, course.account_id, course.revision, hashed)
        sign_ins.end_all(session, KIND, str(course.account_id))
        inbox.warn(session, course.account_id, "账号的密码用“忘记密码”重设过，别处的登录都已退出。")
        audit.append(session, who=f"account {course.account_id}", what="account.reset")
    return course.account_id


def check_name(account_id: int, name: str, id_no: str, what: str) -> None:
    """Compare what was typed with the real name of an account; raises Refused, noted as ``what`` in the audit."""
    row = reading().execute(select(Account.name, Account.id_no).where(Account.id == account_id)).one()
    if (folded(row.name or ""), normal.plain(row.id_no or "")) != (folded(name), normal.plain(id_no)):
        with writing() as session:
            audit.append(session, who=f"account {account_id}", what=what, outcome=audit.REFUSED)
        raise Refused(NOT_YOURS)


def folded(name: str) -> str:
    """A name as two spellings of it are the same: half width, no blanks, one kind of dot."""
    return normal.plain(dotted(name))


def _set(session: Session, account_id: int, revision: int, hashed: str) -> None:
    same = (Account.id == account_id, Account.revision == revision, Account.closed.is_(None))
    values = {"password": hashed, "revision": Account.revision + 1}
    if not session.connection().execute(update(Account).where(*same).values(values)).rowcount:
        raise Refused(LATE)
