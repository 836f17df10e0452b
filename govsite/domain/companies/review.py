"""Legal persons that staff look at (人工核验): those whose early codes fail their check digit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit, outbox
from govsite.domain.common.id_cards import masked
from govsite.domain.companies.company import Facts, facts, name_of
from govsite.models.account import Account
from govsite.models.company import REAL, REFUSED, REVIEW, Company
from govsite.typed import Typed

CONFIRMED_TEMPLATE, REFUSED_TEMPLATE = "company-confirmed", "company-refused"
TEMPLATES = (CONFIRMED_TEMPLATE, REFUSED_TEMPLATE)
FOUND = {
    "match": "有这个代码，名称和法定代表人都一致",
    "norecord": "查不到这个代码",
}
DECIDED = "这个单位别的工作人员已经核验过了。"
MOST = 100  # on a page


@dataclass(frozen=True, slots=True)
class Asked:
    """What staff see of one that waits: its facts, who represents it, what the register said."""

    company: Facts
    site_code: str
    representative: str
    id_no: str
    found: str


def count(session: Session, sites: Collection[str]) -> int:
    """How many wait at some sites."""
    return session.scalar(_waiting(select(func.count(Company.id)), sites)) or 0


def waiting(session: Session, sites: Collection[str]) -> list[Asked]:
    """Those that wait at some sites, the first that came first."""
    rows = session.execute(_waiting(select(Company, Account.name, Account.id_no), sites).order_by(Company.id))
    return [_asked(row) for row in rows.fetchmany(MOST)]


def find(session: Session, sites: Collection[str], company_id: int) -> Asked | None:
    """One that waits at some sites, None for any other."""
    found = _waiting(select(Company, Account.name, Account.id_no), sites).where(Company.id == company_id)
    row = session.execute(found).one_or_none()
    return _asked(row) if row else None


def decide(who: str, asked: Asked, reason: str) -> None:
    """Confirm one, or refuse it for a ``reason``; raises Refused where somebody else has decided.

    The representative is told by SMS that there is an answer; the reason stands in their space. One that was refused
    gives its code back.
    """
    state, number = REFUSED if reason else REAL, asked.company.id
    with writing() as session:
        values = {"state": state, "reason": reason or None, "decided": database_time(session), "decided_by": who}
        if reason:
            values["credit_print"] = None
        open_yet = update(Company).where(Company.id == number, Company.state == REVIEW)
        if not session.connection().execute(open_yet.values(values)).rowcount:
            raise Refused(DECIDED)
        owner = select(Account.phone).where(Account.id == asked.company.representative_id)
        if phone := session.scalar(owner):
            template = REFUSED_TEMPLATE if reason else CONFIRMED_TEMPLATE
            outbox.add(session, outbox.SMS, phone, template, {}, site_code=asked.site_code)
        what = "company.refuse" if reason else "company.confirm"
        audit.append(session, who=who, what=what, target=name_of(number), site_code=asked.site_code)


def _waiting(found: Any, sites: Collection[str]) -> Any:
    joined = found.join(Account, Company.representative_id == Account.id)
    return joined.where(Company.state == REVIEW, Company.site_code.in_(sorted(sites)))


def _asked(row: Any) -> Asked:
    company: Company = row.Company
    name, id_no = row.name or Typed(""), row.id_no
    return Asked(facts(company), company.site_code, name, Typed(masked(id_no or "")), FOUND.get(company.found, ""))
