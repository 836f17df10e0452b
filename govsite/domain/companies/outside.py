"""Legal persons that sign in with a unified account (法人统一身份认证): bound once their password here was right."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.accounts import trips
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.trips import Way
from govsite.domain.common import audit
from govsite.domain.companies.company import Facts, load
from govsite.models.company import Company
from govsite.models.identity import Identity

LATE = "停留太久，或者已经用过。请重新登录。"


def bound(way: Way) -> Facts | None:
    """The legal person that the other system's is bound to, if it is still the one with that credit code."""
    person = way.person
    if person is None or not person.credit_code:
        return None
    wanted = (Identity.issuer == way.issuer, Identity.subject == person.subject)
    found = select(Company.id).join(Identity, Identity.company_id == Company.id)
    number = reading().scalar(found.where(*wanted, Company.credit_print == person.credit_code))
    company = load(reading(), number) if number else None
    return company if company and company.is_real else None


def sign_in(way: Way, company: Facts) -> None:
    """Use the way up for a legal person that is bound; raises Refused."""
    with writing() as session:
        _enter(session, way, company)


def bind(way: Way, company: Facts) -> None:
    """Bind the other system's legal person to this one, whose password was right and whose credit code it is; raises
    Refused. An older binding of either ends: the password is the proof.
    """
    person = way.person
    if person is None or person.credit_code != company.credit_code:
        raise Refused(LATE)
    try:
        with writing() as session:
            _enter(session, way, company)
            mine = (Identity.subject == person.subject) | (Identity.company_id == company.id)
            session.execute(delete(Identity).where(Identity.issuer == way.issuer, mine))
            row = Identity(company_id=company.id, issuer=way.issuer, subject=person.subject)
            row.bound = database_time(session)
            session.add(row)
            audit.append(session, who=company.who, what="account.bind", details={"with": way.issuer})
    except IntegrityError:
        raise Refused(LATE) from None


def _enter(session: Session, way: Way, company: Facts) -> None:
    if not trips.take(session, way):
        raise Refused(LATE)
    session.execute(update(Company).where(Company.id == company.id).values(signed_in=datetime.now(UTC)))
    audit.append(session, who=company.who, what="company.sign_in", details={"way": way.issuer})
