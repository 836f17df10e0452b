"""Who acts for a legal person (经办人): invited by its representative by phone, accepted after the sign-in, taken back.

Nobody is told whether a phone has an account: the invitation is stored and its code sent all the same. It is taken up
by whoever is signed in with that very phone and a real name, and knows the code.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.accounts import notices
from govsite.domain.accounts.account import Citizen
from govsite.domain.accounts.acting import DIGITS, GOOD_FOR, close_tickets
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit, outbox
from govsite.domain.common.days import today
from govsite.domain.common.id_cards import masked_name
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.phones import masked_phone
from govsite.domain.companies.company import ROLES, Actor, name_of
from govsite.models import normal
from govsite.models.account import Account, Claim
from govsite.models.company import AGENT, Company, Member
from govsite.typed import Typed

TEMPLATE = "company-invited"
MOST_TRIES = 10  # of the invitations to one phone
MOST = 50  # of a legal person at a time
WRONG = "邀请码不对，或者已经过期、撤回。要用收到短信的那个手机号的账号登录；再不行，请对方重新邀请。"
NOT_REAL = "替单位办事，要先完成本人的实名认证。"
ALREADY = "您已经在替这个单位办事。要改范围，请法定代表人先撤销再邀请。"
TOO_MANY = f"最多同时有 {MOST} 位经办人。请先撤销不用的。"
INVITED, ACTING, OVER, ENDED = "等对方接受", "在办", "已到期", "已撤销"


@dataclass(frozen=True, slots=True)
class Row:
    """A member as the representative sees it: masked, ``who`` is the phone until there is a name."""

    id: int
    role: str
    who: str
    scope: list[str]
    until: date | None
    state: str

    @property
    def role_name(self) -> str:
        """As what they act."""
        return ROLES[self.role]

    @property
    def can_end(self) -> bool:
        """Whether it can be taken back."""
        return self.role == AGENT and self.state in (INVITED, ACTING)


def all_of(session: Session, company_id: int) -> list[Row]:
    """The members of a legal person, those that ended too, the newest first."""
    found = select(Member, Account.name).join(Account, Member.account_id == Account.id, isouter=True)
    rows = session.execute(found.where(Member.company_id == company_id).order_by(Member.id.desc()).limit(2 * MOST))
    return [_row(row.Member, row.name) for row in rows]


def invite(passwords: Passwords, actor: Actor, phone: str, scope: list[str], until: date, site_code: str) -> None:
    """Invite the owner of a phone; raises Refused where there are too many. Take from the phone's buckets before."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    with writing() as session:
        company = Company.id == actor.company.id
        session.execute(select(Company.id).where(company).with_for_update())  # so that two do not both find room
        current = (Member.company_id == actor.company.id, Member.ended.is_(None))
        if (session.scalar(select(func.count(Member.id)).where(*current)) or 0) > MOST:
            raise Refused(TOO_MANY)
        member = Member(company_id=actor.company.id, role=AGENT, scope=scope, until=until, tries=0)
        member.phone = member.phone_print = normal.phone(phone)  # type: ignore[assignment]
        member.code, member.invited = _hash(passwords, code), database_time(session)
        session.add(member)
        session.flush()
        good = {"site_code": site_code, "good_for": GOOD_FOR}
        outbox.add(session, outbox.SMS, normal.phone(phone), TEMPLATE, {"code": code}, **good)  # type: ignore[arg-type]
        _note(session, actor.who, "company.invite", member.id, actor.company.id)


def accept(passwords: Passwords, citizen: Citizen, code: str) -> int:
    """Take up the invitation with this code that went to one's own phone; returns the legal person's number.

    Raises Refused for a wrong code, which counts for all invitations to the phone, and for who has no real name.
    """
    if not citizen.is_real:
        raise Refused(NOT_REAL)
    hashed = _hash(passwords, code)
    try:
        with writing() as session:
            now = database_time(session)
            phone = select(Account.phone_print).where(Account.id == citizen.id).scalar_subquery()
            open_yet = (Member.phone_print == phone, Member.account_id.is_(None), Member.ended.is_(None))
            good = (*open_yet, Member.invited > now - GOOD_FOR, Member.tries < MOST_TRIES, Member.code == hashed)
            row = session.execute(select(Member.id, Member.company_id).where(*good).limit(1)).one_or_none()
            if row is None:
                session.execute(update(Member).where(*open_yet).values(tries=Member.tries + 1))
            else:
                taken = update(Member).where(Member.id == row.id, Member.account_id.is_(None), Member.ended.is_(None))
                values = {"account_id": citizen.id, "accepted": now, "code": "", "phone": None, "phone_print": None}
                if not session.connection().execute(taken.values(values)).rowcount:
                    raise Refused(WRONG)
                _note(session, citizen.who, "company.accept", row.id, row.company_id)
                notices.tell(session, citizen.id, notices.FIRM_BOUND)
    except IntegrityError:
        raise Refused(ALREADY) from None
    if row is None:
        raise Refused(WRONG)
    return int(row.company_id)


def revoke(actor: Actor, member_id: int) -> bool:
    """Take back what somebody was given, or an invitation; False where there is nothing to take back."""
    return _end(actor, "company.revoke", Member.id == member_id)


def leave(actor: Actor) -> bool:
    """Act for a legal person no more, by oneself."""
    return _end(actor, "company.leave", Member.account_id == actor.account_id)


def _end(actor: Actor, what: str, which: object) -> bool:
    """End it at once: tickets of the legal person that stand open in anybody's browser are closed, too."""
    company_id = actor.company.id
    with writing() as session:
        agents = (Member.company_id == company_id, Member.role == AGENT, Member.ended.is_(None))
        member_id = session.scalar(select(Member.id).where(*agents, which).with_for_update())  # type: ignore[arg-type]
        if member_id is None:
            return False
        values = {"ended": database_time(session), "code": "", "phone": None, "phone_print": None}
        session.execute(update(Member).where(Member.id == member_id).values(values))
        close_tickets(session, Claim.company_id == company_id)
        _note(session, actor.who, what, member_id, company_id)
    return True


def _row(member: Member, name: str | None) -> Row:
    who = Typed(masked_name(name)) if name else Typed(masked_phone(member.phone or ""))
    if member.ended:
        state = ENDED
    elif member.until and member.until < today():
        state = OVER
    elif member.accepted:
        state = ACTING
    else:
        state = OVER if _is_old(member.invited) else INVITED
    return Row(member.id, member.role, who, member.scope, member.until, state)


def _is_old(invited: datetime) -> bool:
    return invited + GOOD_FOR < datetime.now(invited.tzinfo)


def _note(session: Session, who: str, what: str, member_id: int, company_id: int) -> None:
    audit.append(session, who=who, what=what, target=f"member {member_id}", details={"for": name_of(company_id)})


def _hash(passwords: Passwords, code: str) -> str:
    return passwords.print_of(f"invitation {normal.plain(code)}")
