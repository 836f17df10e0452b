"""The sign-in (登录) of a legal person by credit code and password, and passwords: another one, a forgotten one."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.domain.accounts import codes, notices
from govsite.domain.accounts.account import KIND
from govsite.domain.accounts.passwords import folded
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit, sign_ins
from govsite.domain.common.passwords import Passwords
from govsite.domain.companies.company import Actor, Facts, facts, load, name_of
from govsite.domain.companies.registering import password_fault
from govsite.models import normal
from govsite.models.account import Account
from govsite.models.company import REAL, Company

WRONG = "统一社会信用代码或者密码不对。请核对再试；忘了密码，可以用法定代表人的手机重设。"
WAITING = "这个单位还在人工核验，核验以后才能登录。进度在法定代表人本人的用户空间里。"
WRONG_OLD = "原密码不对。"
SAME = "新密码要和原来的不一样。"
NOT_YOURS = "姓名或者身份证号和法定代表人的不一致，请核对。法定代表人换了的，请到窗口办理。"


def by_password(passwords: Passwords, credit_code: str, password: str) -> Facts | None:
    """Whose code and password these are, None for a wrong one and for an unknown code alike.

    Either costs one query and one verification. Raises Refused for one that staff have still to look at, which only
    who knows its password is told. Take from the buckets before.
    """
    row = reading().scalar(select(Company).where(Company.credit_print == credit_code))
    right = passwords.verify(password, row.password if row else None)
    good = bool(row and right and row.state == REAL)
    with writing() as session:
        who = name_of(row.id) if row else "-"
        outcome = audit.DONE if good else audit.REFUSED
        audit.append(session, who=who, what="company.sign_in", outcome=outcome)
        if row and good:
            session.execute(update(Company).where(Company.id == row.id).values(signed_in=datetime.now(UTC)))
    if row and right and not good:
        raise Refused(WAITING)
    return facts(row) if row and good else None


def change(passwords: Passwords, actor: Actor, old: str, new: str, keep: int) -> None:
    """Store another password; its sessions end but the one with the number ``keep``. Raises Refused."""
    company = actor.company
    stored = reading().scalar(select(Company.password).where(Company.id == company.id))
    if not passwords.verify(old, stored):
        with writing() as session:
            said = {"for": company.who}
            audit.append(session, who=actor.who, what="company.password", outcome=audit.REFUSED, details=said)
        raise Refused(WRONG_OLD)
    if old == new:
        raise Refused(SAME)
    if said_fault := password_fault(new, company.credit_code):
        raise Refused(said_fault)
    hashed = passwords.hash(new)
    with writing() as session:
        _set(session, company.id, company.revision, hashed)
        sign_ins.end_all(session, KIND, company.who, but=keep)
        audit.append(session, who=actor.who, what="company.password", details={"for": company.who})
        _tell(session, company.id)


def begin_forgotten(passwords: Passwords, credit_code: str, site_code: str, may_send: codes.MaySend) -> str:
    """Send a code to the phone of who represents a legal person, and return the token of its course; one that leads
    nowhere for a code that nobody has."""
    found = select(Account.id, Account.revision, Account.phone).join(Company, Company.representative_id == Account.id)
    good = (Company.credit_print == credit_code, Company.state == REAL, Account.closed.is_(None))
    row = reading().execute(found.where(*good)).one_or_none()
    holder = codes.Holder(row.id, row.revision, row.phone or "") if row else None
    reading().rollback()
    return codes.begin_for(passwords, codes.COMPANY, holder, site_code, may_send)


def reset(passwords: Passwords, course: codes.Course, credit_code: str, new: str, name: str, id_no: str) -> None:
    """Store a password for who has proved the representative's phone, and knows their name and number.

    All sessions of the legal person end. Raises Refused for a bad password, another's name, a course that was used.
    """
    columns = (Company.id, Company.revision, Account.name, Account.id_no)
    found = select(*columns).join(Account, Company.representative_id == Account.id)
    good = (Company.credit_print == credit_code, Company.state == REAL, Account.id == course.account_id)
    row = reading().execute(found.where(*good, Account.closed.is_(None))).one_or_none()
    if row is None:
        raise Refused(LATE)
    who = f"account {course.account_id}"
    if (folded(row.name), normal.plain(row.id_no)) != (folded(name), normal.plain(id_no)):
        with writing() as session:
            outcome, said = audit.REFUSED, {"for": name_of(row.id)}
            audit.append(session, who=who, what="company.reset", outcome=outcome, details=said)
        raise Refused(NOT_YOURS)
    if said_fault := password_fault(new, credit_code, course.phone):
        raise Refused(said_fault)
    hashed = passwords.hash(new)
    with writing() as session:
        if not codes.spend(session, course):
            raise Refused(LATE)
        _set(session, row.id, row.revision, hashed)
        sign_ins.end_all(session, KIND, name_of(row.id))
        audit.append(session, who=who, what="company.reset", details={"for": name_of(row.id)})
        _tell(session, row.id)


def current(company_id: int, revision: object) -> Facts | None:
    """The legal person of a session, None where its password was changed since, or it is real no more."""
    found = load(reading(), company_id)
    return found if found and found.is_real and found.revision == revision else None


def _tell(session: Session, company_id: int) -> None:
    """Tell who represents it of another password."""
    whose = session.scalar(select(Company.representative_id).where(Company.id == company_id))
    if whose:
        notices.tell(session, whose, notices.FIRM_PASSWORD)


def _set(session: Session, company_id: int, revision: int, hashed: str) -> None:
    same = (Company.id == company_id, Company.revision == revision)
    values = {"password": hashed, "revision": Company.revision + 1}
    if not session.connection().execute(update(Company).where(*same).values(values)).rowcount:
        raise Refused(LATE)
