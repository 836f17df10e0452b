"""Staff and their passwords: whose it is at the sign-in, and how they choose another."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, update

from govsite.database.session import reading, writing
from govsite.domain.common import audit, sign_ins
from govsite.domain.common.password_rules import fault
from govsite.domain.common.passwords import Passwords
from govsite.domain.people import usernames
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import KIND, Officer
from govsite.domain.people.staff import load
from govsite.models.staff import Staff

WRONG = "原密码不对。"
SAME = "新密码要和原来的不一样。"
CHANGED = "这个帐号刚刚改过，请重新登录。"


def by_password(passwords: Passwords, username: str, password: str) -> Officer | None:
    """Who has this name and this password, None for a wrong one, an unknown name and a disabled account alike.

    In each of these cases it costs one query, one verification and one record in the audit (OWASP ASVS 5, V6.3.8).
    Take from the buckets before.
    """
    wanted = select(Staff.id, Staff.password, Staff.disabled).where(Staff.username == usernames.fold(username))
    row = reading().execute(wanted).one_or_none()
    stored = row.password if row and not row.disabled else None
    if passwords.verify(password, stored) and row:
        if passwords.is_outdated(row.password):
            _store(row.id, row.password, passwords.hash(password))
        return load(reading(), row.id)
    with writing() as session:
        target = f"staff {row.id}" if row else ""
        audit.append(session, who="-", what="sign_in", target=target, outcome=audit.REFUSED)
    return None


def signed_in(staff: Officer) -> bool:
    """Write down that somebody is signed in, after the second factor; False where the account was changed meanwhile."""
    same = (Staff.id == staff.id, Staff.revision == staff.revision, Staff.disabled.is_(False))
    with writing() as session:
        done = update(Staff).where(*same).values(signed_in=datetime.now(UTC))
        if not session.connection().execute(done).rowcount:
            return False
        audit.append(session, who=staff.who, what="sign_in")
    return True


def change(passwords: Passwords, staff: Officer, old: str, new: str, keep: int | None = None) -> None:
    """Let somebody choose a password; all their sessions end but the one with the number ``keep``.

    Raises Refused where the old one is wrong or the new one breaks a rule or is the old one.
    """
    if not confirm(passwords, staff, old):
        raise Refused(WRONG)
    choose(passwords, staff, new, keep)


def confirm(passwords: Passwords, staff: Officer, password: str) -> bool:
    """Whether it is the password of who is signed in, asked again before something that matters; a wrong one is in
    the audit. Take from the buckets before.
    """
    stored = reading().scalar(select(Staff.password).where(Staff.id == staff.id, Staff.disabled.is_(False)))
    if passwords.verify(password, stored):
        return True
    with writing() as session:
        audit.append(session, who=staff.who, what="staff.password", outcome=audit.REFUSED)
    return False


def choose(passwords: Passwords, staff: Officer, new: str, keep: int | None = None) -> None:
    """Store a password that somebody chose who has just proved who they are; otherwise as ``change``."""
    if said := fault(new, own=(staff.username, staff.name)):
        raise Refused(said)
    same = (Staff.id == staff.id, Staff.revision == staff.revision, Staff.disabled.is_(False))
    stored = reading().scalar(select(Staff.password).where(*same))
    if passwords.verify(new, stored):
        raise Refused(SAME)
    values = {"password": passwords.hash(new), "must_change": False, "revision": Staff.revision + 1}
    with writing() as session:
        if not session.connection().execute(update(Staff).where(*same).values(values)).rowcount:
            raise Refused(CHANGED)
        sign_ins.end_all(session, KIND, str(staff.id), but=keep)
        audit.append(session, who=staff.who, what="staff.password", target=staff.who)


def _store(staff_id: int, old: str, new: str) -> None:
    """Keep the hash with today's parameters, unless the password was changed meanwhile."""
    with writing() as session:
        session.execute(update(Staff).where(Staff.id == staff_id, Staff.password == old).values(password=new))
