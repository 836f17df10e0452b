"""A legal person (法人用户) as views see it, and who acts for it (代表、经办)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from govsite.domain.accounts.account import Citizen
from govsite.domain.accounts.claims import Owner
from govsite.domain.common.days import today
from govsite.domain.common.id_cards import masked_name
from govsite.models.account import Account
from govsite.models.company import AGENT, REAL, REFUSED, REPRESENTATIVE, REVIEW, Company, Member
from govsite.typed import Typed

KINDS = {
    "enterprise": "企业",
    "cooperative": "农专社（农民专业合作社）",
    "individual": "个体（个体工商户）",
    "institution": "事业单位",
    "society": "社团、民非、基金会",
    "government": "政府机关",
}
STATES = {REAL: "已实名", REVIEW: "待人工核验", REFUSED: "没有通过核验"}
ROLES = {REPRESENTATIVE: "法定代表人", AGENT: "经办人", "": "单位账号"}
PREFIX = "company "  # of its name in the audit and in sessions


@dataclass(frozen=True, slots=True)
class Facts:
    """A legal person as its own people and staff see it."""

    id: int
    kind: str
    name: str
    credit_code: str
    state: str
    reason: str | None
    created: datetime
    representative_id: int
    revision: int
    decided: datetime | None = None
    certified: datetime | None = None

    @property
    def who(self) -> str:
        """Its name in the audit."""
        return name_of(self.id)

    @property
    def is_real(self) -> bool:
        """Whether its facts were proved (实名)."""
        return self.state == REAL

    @property
    def kind_name(self) -> str:
        """What it is."""
        return KINDS.get(self.kind, self.kind)

    @property
    def state_name(self) -> str:
        """How far it has come."""
        return STATES[self.state]

    @property
    def steps(self) -> list[tuple[str, str, datetime]]:
        """The levels (认证等级) that it has reached, how and when, the highest first; none of them is lost again."""
        how = "工作人员核验" if self.decided else "法人实名认证"
        found = [("三级", how, self.decided or self.created)] if self.is_real else []
        return [("五级", "CA 认证", self.certified), *found] if self.certified else found

    @property
    def level_name(self) -> str:
        """Its highest level, "" for none."""
        return self.steps[0][0] if self.steps else ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts for a legal person: ``role`` is "" where it is signed in itself, then without an account."""

    company: Facts
    role: str
    account_id: int | None
    scope: tuple[str, ...] = ()  # groups of items, () for all
    items: frozenset[str] | None = None  # the codes of their items, None for all

    @property
    def who(self) -> str:
        """Their name in the audit."""
        return self.company.who if self.account_id is None else f"account {self.account_id}"

    @property
    def owner(self) -> Owner:
        """Whose space they act in."""
        return Owner(self.who, self.account_id, self.company.id, self.items)

    @property
    def is_agent(self) -> bool:
        """Whether they only do what they were invited for."""
        return self.role == AGENT

    @property
    def is_representative(self) -> bool:
        """Whether they are its representative in person: who invites."""
        return self.role == REPRESENTATIVE

    @property
    def role_name(self) -> str:
        """As what they act."""
        return ROLES[self.role]


def name_of(company_id: int) -> str:
    """The name of a legal person in the audit and in its sessions."""
    return f"{PREFIX}{company_id}"


def load(session: Session, company_id: int) -> Facts | None:
    """The legal person with this number, None where there is none."""
    row = session.scalar(select(Company).where(Company.id == company_id))
    return facts(row) if row else None


def facts(row: Company) -> Facts:
    """What is shown of a row."""
    return Facts(
        *(row.id, row.kind, row.name, row.credit_code, row.state, row.reason, row.created),
        *(row.representative_id, row.revision, row.decided, row.certified),
    )


def acting(session: Session, citizen: Citizen, company_id: int) -> Actor | None:
    """How somebody acts for a legal person today, None where they do not: asked anew with every request."""
    found = select(Member.role, Member.scope, Company).join(Company, Company.id == Member.company_id)
    row = session.execute(found.where(Member.company_id == company_id, *_holds(citizen.id))).one_or_none()
    return Actor(facts(row.Company), row.role, citizen.id, tuple(row.scope)) if row else None


def all_of(session: Session, account_id: int) -> list[Actor]:
    """All legal persons that somebody acts for today, in the order of their registration."""
    found = select(Member.role, Member.scope, Company).join(Company, Company.id == Member.company_id)
    rows = session.execute(found.where(*_holds(account_id)).order_by(Company.id))
    return [Actor(facts(row.Company), row.role, account_id, tuple(row.scope)) for row in rows]


def representative(session: Session, company: Facts) -> str:
    """The name of who represents a legal person, masked; "" where they have closed their account."""
    name = session.scalar(select(Account.name).where(Account.id == company.representative_id))
    return Typed(masked_name(name)) if name else ""


def _holds(account_id: int) -> tuple[ColumnElement[bool], ...]:
    """What holds of a member who may act today; nobody has to end what was for some time."""
    open_account = select(Account.id).where(Account.id == account_id, Account.closed.is_(None)).exists()
    in_time = or_(Member.until.is_(None), Member.until >= today())
    return Member.account_id == account_id, Member.ended.is_(None), Member.accepted.is_not(None), in_time, open_account
