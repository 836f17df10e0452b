"""Certificates (数字证书) of a legal person: bound, signed in with, taken away, and told of before they expire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.accounts import codes
from govsite.domain.accounts.account import KIND
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.registering import LATE
from govsite.domain.common import audit, inbox, outbox, sign_ins
from govsite.domain.companies.company import Actor, facts
from govsite.domain.companies.company import Facts as Facts
from govsite.gateways.certificates import Known
from govsite.models.account import Account
from govsite.models.certificate import Certificate
from govsite.models.company import REAL, Company
from govsite.typed import Typed

TEMPLATE = "company-certificate"
SOON = timedelta(days=30)  # before it expires, the firm is told
FRESH = timedelta(minutes=30)  # after the registration, in which the representative was just proved
MOST = 20  # of a legal person at a time
PASSWORD_WORKS = "现在可以用统一社会信用代码和密码登录。"  # noqa: S105
WHY = {
    "none": "没有收到证书：没有插好、没有选，或者选了取消。请插好证书，关掉浏览器再打开，重新来一次。",
    "malformed": "这张证书读不出来，或者用的不是 RSA、SM2 算法。请换一张证书，或者问发证的 CA。",
    "early": "这张证书还没有到启用的日子。请核对电脑的日期，或者问发证的 CA。",
    "expired": f"这张证书已经到期。请找发证的 CA 更新，再绑定新的。{PASSWORD_WORKS}",
    "foreign": f"这张证书不是本网认可的 CA 发的。请换一张认可的证书。{PASSWORD_WORKS}",
    "usage": "这张证书不是用来签名的（可能是加密证书）。请选同一个介质里的签名证书。",
    "revoked": f"这张证书已经被 CA 吊销，不能再用。请找发证的 CA 换新的。{PASSWORD_WORKS}",
    "unlisted": f"现在查不到这家 CA 的吊销名单，没法确认证书还有效。请过一会儿再试。{PASSWORD_WORKS}",
    "code": "证书里没有统一社会信用代码，认不出是哪个单位。请找发证的 CA 换带代码的证书，或者带证照到窗口办理。",
    "signature": "签名和证书对不上。请拔下证书重新插好，再试一次；还不行，请问发证的 CA。",
    "others": "证书里的统一社会信用代码和这个单位的不一样。请换本单位的证书；单位换过代码的，请到窗口办理。",
    "over": "停留太久、已经用过，或者不是在这个浏览器里开始的。请重新来一次。",
}
UNBOUND = "这张证书没有绑定单位账号。请先用统一社会信用代码和密码登录，在“认证等级”里绑定，以后就能用证书登录。"
BOUND = "这张证书已经绑定过，可以直接用它登录。"
TOO_MANY = f"最多同时绑定 {MOST} 张证书。请先解绑不用的。"
TOLD_BOUND = "您代表的单位绑定了一张数字证书，以后能用它登录。单位不知道这件事的，请马上解绑，再改单位的密码。"
TOLD_GONE = "您代表的单位解绑了一张数字证书。单位不知道这件事的，请马上改单位的密码。"
TOLD_SOON = f"您代表的单位有数字证书在 {SOON.days} 天内到期。请找发证的 CA 更新，再绑定新的。"
NOBODY = "法定代表人的账号已经注销，收不到验证码。请带证照到窗口办理。"
NO_PHONE = "法定代表人的账号现在没有手机号，收不到验证码。请法定代表人登录本人的账号，在“账号安全”里绑定一个。"


@dataclass(frozen=True, slots=True)
class Bound:
    """A certificate as its firm sees it; ``days`` are those that it is good for yet, less than 0 once it is over."""

    id: int
    subject: str
    authority: str
    serial: str
    algorithm: str
    expires: datetime
    bound: datetime
    used: datetime | None

    @property
    def days(self) -> int:
        """Whole days until it expires."""
        return (self.expires - datetime.now(UTC)) // timedelta(days=1)

    @property
    def ends_soon(self) -> bool:
        """Whether it is time to look for another."""
        return self.days < SOON.days


def all_of(session: Session, company_id: int) -> list[Bound]:
    """The certificates of a legal person, the one that lasts longest first."""
    columns = (Certificate.id, Certificate.subject, Certificate.authority, Certificate.serial, Certificate.algorithm)
    times = (Certificate.expires, Certificate.bound, Certificate.used)
    found = select(*columns, *times).where(Certificate.company_id == company_id)
    return [Bound(*row) for row in session.execute(found.order_by(Certificate.expires.desc(), Certificate.id))]


def needs_no_code(actor: Actor) -> bool:
    """Whether the representative has just registered the firm, and so was just proved: binding goes on from there."""
    is_new = datetime.now(UTC) - actor.company.created < FRESH
    return actor.is_representative and is_new and actor.company.certified is None


def holder(actor: Actor) -> codes.Holder:
    """Whose phone gets the code, the representative's; raises Refused where they have closed their account."""
    columns = (Account.id, Account.revision, Account.phone)
    found = select(*columns).where(Account.id == actor.company.representative_id, Account.closed.is_(None))
    row = reading().execute(found).one_or_none()
    if row is None:
        raise Refused(NOBODY)
    if not row.phone:  # its new owner has taken it
        raise Refused(NO_PHONE)
    return codes.Holder(row.id, row.revision, row.phone)


def sign_in(known: Known) -> Facts:
    """The legal person that a certificate is bound to; raises Refused for one that is bound to none.

    The code in it must still be that of the firm: the operator may have named another extension since.
    """
    found = select(Certificate.id, Company).join(Company, Company.id == Certificate.company_id)
    row = reading().execute(found.where(Certificate.fingerprint == known.fingerprint)).one_or_none()
    company = row.Company if row else None
    good = bool(company and company.state == REAL and str(company.credit_code) == known.credit_code)
    own = facts(company) if company else None
    with writing() as session:
        said = {"way": "certificate", "certificate": known.fingerprint[:16]}
        outcome = audit.DONE if good else audit.REFUSED
        audit.append(session, who=own.who if own else "-", what="company.sign_in", outcome=outcome, details=said)
        if row and good:
            now = database_time(session)
            session.execute(update(Company).where(Company.id == row.Company.id).values(signed_in=now))
            session.execute(update(Certificate).where(Certificate.id == row.id).values(used=now))
    if own is None or not good:
        raise Refused(UNBOUND)
    return own


def refuse(who: str, what: str, why: str, company: Facts | None = None) -> Refused:
    """Write down why a certificate was not believed; returns what is said of it."""
    with writing() as session:
        said = {"way": "certificate", "why": why} | ({"for": company.who} if company else {})
        audit.append(session, who=who, what=what, outcome=audit.REFUSED, details=said)
    return Refused(WHY[why])


def spend(course: codes.Course) -> bool:
    """Use a proved course up by itself, before the way to the other host; False where another form did."""
    with writing() as session:
        return codes.spend(session, course)


def bind(actor: Actor, course: codes.Course | None, known: Known) -> None:
    """Let a certificate sign a legal person in; its level rises with the first and never falls. Raises Refused.

    It is its own by the credit code, never by the name. A ``course`` is used up by it.
    """
    company = actor.company
    if known.credit_code != str(company.credit_code):
        raise refuse(actor.who, "company.bind", "others", company)
    try:
        with writing() as session:
            if course is not None and not codes.spend(session, course):
                raise Refused(LATE)
            session.execute(select(Company.id).where(Company.id == company.id).with_for_update())
            held = select(func.count(Certificate.id)).where(Certificate.company_id == company.id)
            if (session.scalar(held) or 0) >= MOST:
                raise Refused(TOO_MANY)
            row = _row(known, company.id, actor.who, database_time(session))
            session.add(row)
            raised = update(Company).where(Company.id == company.id, Company.certified.is_(None))
            session.execute(raised.values(certified=row.bound))
            _tell(session, company, TOLD_BOUND)
            details = {"for": company.who, "certificate": known.fingerprint[:16], "authority": known.authority}
            audit.append(session, who=actor.who, what="company.bind", target=company.who, details=details)
    except IntegrityError:
        raise Refused(BOUND) from None


def unbind(actor: Actor, certificate_id: int, keep: int) -> bool:
    """Take a certificate away, False where there is no such; other sessions of the legal person end: one may have been
    begun with it."""
    company = actor.company
    with writing() as session:
        own = (Certificate.id == certificate_id, Certificate.company_id == company.id)
        print_of = session.scalar(select(Certificate.fingerprint).where(*own))
        if not print_of or not session.connection().execute(delete(Certificate).where(*own)).rowcount:
            return False
        sign_ins.end_all(session, KIND, company.who, but=keep)
        _tell(session, company, TOLD_GONE)
        details = {"for": company.who, "certificate": print_of[:16]}
        audit.append(session, who=actor.who, what="company.unbind", target=company.who, details=details)
    return True


def tell_expiring(session: Session) -> int:
    """Tell representatives of what expires soon, once each; returns how many. Part of the caller's writing."""
    now = database_time(session)
    due = (Certificate.told.is_(None), Certificate.expires > now, Certificate.expires <= now + SOON)
    firm = (Company.id.label("firm"), Company.site_code, Account.id.label("owner"), Account.phone)
    found = select(Certificate.id, *firm).join(Company, Company.id == Certificate.company_id)
    found = found.join(Account, Account.id == Company.representative_id)
    rows = session.execute(found.where(*due, Company.state == REAL, Account.closed.is_(None))).all()
    for phone, site_code in dict.fromkeys((row.phone, row.site_code) for row in rows):  # one message for many
        if phone:  # else the number has got another owner
            outbox.add(session, outbox.SMS, phone, TEMPLATE, {}, site_code=site_code)
    for owner, firm_id in dict.fromkeys((row.owner, row.firm) for row in rows):
        inbox.tell(session, owner, inbox.SECURITY, TOLD_SOON, page=_page(firm_id))
    session.execute(update(Certificate).where(Certificate.id.in_([row.id for row in rows])).values(told=now))
    return len(rows)


def _tell(session: Session, company: Facts, words: str) -> None:
    """Leave a message for the representative; a legal person has no inbox of its own."""
    inbox.tell(session, company.representative_id, inbox.SECURITY, words, page=_page(company.id))


def _page(company_id: int) -> str:
    return f"/account/firms/{company_id}/certificate"


def _row(known: Known, company_id: int, who: str, now: datetime) -> Certificate:
    row = Certificate(company_id=company_id, fingerprint=known.fingerprint, authority=known.authority)
    row.subject, row.serial, row.algorithm = Typed(known.subject), known.serial[:64], known.algorithm
    row.expires, row.bound, row.bound_by = known.expires, now, who
    return row
