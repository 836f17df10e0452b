"""Children below fourteen (不满十四周岁), who have no account: a guardian with a real name looks after what is theirs.

个人信息保护法 31: what concerns them is handled with their guardian's consent, by rules of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.accounts.account import Citizen, dotted
from govsite.domain.accounts.levels import AGE, is_too_young
from govsite.domain.accounts.real_name import BUSY, NO_MATCH, ask
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit, inbox
from govsite.domain.common.id_cards import masked, masked_name
from govsite.gateways.identity import Busy, Identity, Match
from govsite.models import normal
from govsite.models.account import Account
from govsite.models.child import OTHER, PARENT, Child
from govsite.typed import Typed

CONSENT = "2026-11-30"  # version of what a guardian agrees to, the day from which it holds
MOST = 10
RELATIONS = {PARENT: "父亲或者母亲", OTHER: "其他监护人"}
NOT_REAL = "登记孩子，要先完成您本人的实名认证。"
TOO_OLD = f"已满 {AGE} 周岁，请用他自己的手机号注册、实名。"
ALREADY = "这个孩子已经登记在您的账号里。"
TOO_MANY = f"最多登记 {MOST} 个孩子。"
PAGE = "/account/children"
BOUND = "账号里登记了一个孩子。不是您本人做的，请撤回，并马上改密码。"
GONE = "账号里撤回了一个孩子的登记。不是您本人做的，请马上改密码。"
OWN_ACCOUNT = "这个身份证号已经有自己的账号。不是本人认证的，请到窗口办理。"


@dataclass(frozen=True, slots=True)
class Ward:
    """A child as its guardian sees it: masked."""

    id: int
    name: str
    id_no: str
    relation: str
    bound: datetime
    is_grown: bool


def mine(session: Session, account_id: int) -> list[Ward]:
    """The children of a guardian, in the order in which they came."""
    rows = session.scalars(select(Child).where(Child.guardian_id == account_id).order_by(Child.id))
    return [
        Ward(
            *(row.id, Typed(masked_name(row.name)), Typed(masked(row.id_no)), RELATIONS[row.relation], row.bound),
            is_grown=not is_too_young(row.id_no),
        )
        for row in rows
    ]


def bind(identity: Identity, citizen: Citizen, name: str, id_no: str, relation: str) -> None:
    """Let a guardian look after a child, once the register says that name and number belong together.

    Raises Refused with what is wrong. That they are its guardian is what they state; a window asks for the proof. Take
    from the buckets before.
    """
    if not citizen.is_real:
        raise Refused(NOT_REAL)
    if not is_too_young(id_no):
        raise Refused(TOO_OLD)
    name = type(name)(dotted(name))
    answer = ask(identity, name, normal.plain(id_no))
    if not isinstance(answer, Match):
        _refuse(citizen, type(answer).__name__.lower())
        raise Refused(BUSY if isinstance(answer, Busy) else NO_MATCH)
    try:
        with writing() as session:
            session.execute(select(Account.id).where(Account.id == citizen.id).with_for_update())
            if (session.scalar(select(func.count(Child.id)).where(Child.guardian_id == citizen.id)) or 0) >= MOST:
                raise Refused(TOO_MANY)
            if session.scalar(select(Account.id).where(Account.id_print == id_no)) is not None:
                raise Refused(OWN_ACCOUNT)
            row = Child(guardian_id=citizen.id, name=name, id_no=normal.plain(id_no), relation=relation)
            row.id_print = id_no  # type: ignore[assignment]
            row.consent, row.bound = CONSENT, database_time(session)
            session.add(row)
            session.flush()
            inbox.tell(session, citizen.id, inbox.SECURITY, BOUND, page=PAGE)
            audit.append(session, who=citizen.who, what="account.child", target=f"child {row.id}")
    except IntegrityError:
        raise Refused(ALREADY) from None


def unbind(citizen: Citizen, child_id: int) -> bool:
    """Forget a child at its guardian's wish (撤回同意); False where it is not theirs."""
    with writing() as session:
        own = delete(Child).where(Child.id == child_id, Child.guardian_id == citizen.id)
        done = session.connection().execute(own).rowcount == 1
        if done:
            inbox.tell(session, citizen.id, inbox.SECURITY, GONE, page=PAGE)
            audit.append(session, who=citizen.who, what="account.child_gone", target=f"child {child_id}")
    return done


def _refuse(citizen: Citizen, why: str) -> None:
    with writing() as session:
        details = {"why": why}
        audit.append(session, who=citizen.who, what="account.child", outcome=audit.REFUSED, details=details)
