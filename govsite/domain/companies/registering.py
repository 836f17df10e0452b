"""Registration (注册) of a legal person by its representative: what is typed, what the register says, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.accounts import notices
from govsite.domain.accounts.account import Citizen
from govsite.domain.accounts.passwords import folded
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit, credit_codes
from govsite.domain.common.password_rules import fault
from govsite.domain.common.passwords import Passwords
from govsite.gateways.company import CompanyRegister, GenericRegister
from govsite.gateways.identity import Answer, Busy, Match, NoRecord
from govsite.gateways.settings import IdentitySettings
from govsite.models import normal
from govsite.models.account import Account
from govsite.models.company import REAL, REPRESENTATIVE, REVIEW, Company, Member

NOT_YOU = (
    "法定代表人的姓名和身份证号，要和现在登录的实名账号一致。请核对；不是法定代表人本人的，请退出后由本人登录注册。"
)
NOT_REAL = "法定代表人要先完成本人的实名认证。"
NO_MATCH = (
    "单位名称、统一社会信用代码和法定代表人核对不上。请照着证照再填一次；刚变更过的，过几天再试，或者到窗口办理。"
)
BUSY = "核对系统现在忙，没有核对成。您填的还在，请过一会儿再试。"
CLOSED = "网上核对现在不能用。请法定代表人带证照和身份证到窗口办理。"
TAKEN = "这个单位已经注册过。请用统一社会信用代码登录；忘了密码，可以用法定代表人的手机重设。"


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed of a legal person before its representative comes."""

    kind: str
    name: str
    credit_code: str
    site_code: str = ""  # where it is registered


def register_of(settings: IdentitySettings) -> CompanyRegister:
    """The register that the settings name."""
    return GenericRegister(settings)


def password_fault(password: str, credit_code: str, phone: str = "") -> str:
    """What is wrong with a password for a legal person with this code, "" for nothing."""
    own = (credit_code, credit_code[-8:], credit_code[-6:], phone, phone[-8:], phone[-6:])
    return fault(password, own=tuple(word for word in own if word))


def is_representative(citizen: Citizen, name: str, id_no: str) -> bool:
    """Whether a name and a number are those that the account of who is signed in was proved by."""
    row = reading().execute(select(Account.name, Account.id_no).where(Account.id == citizen.id)).one()
    right = citizen.is_real and (folded(row.name), normal.plain(row.id_no)) == (folded(name), normal.plain(id_no))
    if not right:
        tell(citizen, "not the representative")
    return bool(right)


def register(asked: CompanyRegister, passwords: Passwords, citizen: Citizen, draft: Draft, password: str) -> int:
    """Ask the register and make the account; returns its number. Take from the buckets before.

    The representative is who is signed in, by the name and the number of their account. A code that fails its check
    digit is lawful where it is an early one: staff look at it. Raises Refused with what is wrong.
    """
    if not citizen.is_real:
        raise Refused(NOT_REAL)
    row = reading().execute(select(Account.name, Account.id_no).where(Account.id == citizen.id)).one()
    answer = asked.check(draft.name, draft.credit_code, row.name, row.id_no)
    state = _state(citizen, draft, answer)
    hashed = passwords.hash(password)
    try:
        with writing() as session:
            now = database_time(session)
            company = _company(draft, citizen, state, now)
            company.password, company.found = hashed, type(answer).__name__.lower()
            company.reference = answer.reference[:64] if isinstance(answer, Match) else ""
            number = _add(session, company, citizen, now)
            details = {"for": f"company {number}", "state": state}
            audit.append(session, who=citizen.who, what="company.register", target=f"company {number}", details=details)
            notices.tell(session, citizen.id, notices.FIRM_BOUND)
            return number
    except IntegrityError:
        tell(citizen, "taken")
        # Who could not be proved to stand for it is not told that it is registered.
        raise Refused(TAKEN if isinstance(answer, Match) else NO_MATCH) from None


def tell(citizen: Citizen, why: str) -> None:
    """Write down why somebody could not register a legal person."""
    with writing() as session:
        details = {"why": why}
        audit.append(session, who=citizen.who, what="company.register", outcome=audit.REFUSED, details=details)


def _state(citizen: Citizen, draft: Draft, answer: Answer) -> str:
    """Which state an answer makes; raises Refused. Which refusal it is, the audit alone knows."""
    odd = not credit_codes.is_valid(draft.credit_code)
    if odd and isinstance(answer, Match | NoRecord):
        return REVIEW
    if isinstance(answer, Match):
        return REAL
    tell(citizen, type(answer).__name__.lower())
    raise Refused(BUSY if isinstance(answer, Busy) else NO_MATCH)


def _company(draft: Draft, citizen: Citizen, state: str, now: datetime) -> Company:
    company = Company(kind=draft.kind, name=draft.name, credit_code=draft.credit_code, state=state, created=now)
    company.credit_print = draft.credit_code  # type: ignore[assignment]
    company.representative_id, company.revision, company.site_code = citizen.id, 1, draft.site_code
    return company


def _add(session: Session, company: Company, citizen: Citizen, now: datetime) -> int:
    session.add(company)
    session.flush()
    member = Member(company_id=company.id, account_id=citizen.id, role=REPRESENTATIVE, scope=[])
    member.invited = member.accepted = now
    session.add(member)
    session.flush()
    return company.id
