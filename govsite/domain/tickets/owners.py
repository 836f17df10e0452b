"""Whose space a ticket is in (认领): they find in their inbox what its writer is told."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from govsite.domain.common import inbox
from govsite.domain.common.days import today
from govsite.models.account import Account, Claim
from govsite.models.company import Company, Member
from govsite.models.ticket import Ticket


def tell_owners(session: Session, ticket: Ticket, words: str) -> None:
    """Leave a message for whoever has a ticket in their space; part of the caller's writing."""
    for account_id, company_id in _owners(session, ticket.id):
        page = f"/account/firms/{company_id}/tickets" if company_id else ""
        said = f"{words}。编号 {ticket.number}。"
        site_code, ticket_id = ticket.site_code, ticket.id
        inbox.tell(session, account_id, inbox.TICKET, said, page=page, site_code=site_code, ticket_id=ticket_id)


def _owners(session: Session, ticket_id: int) -> Iterator[tuple[int, int | None]]:
    """A person; of what is a legal person's, its representative and who put it there, if they still act for it."""
    columns = (Claim.account_id, Claim.company_id, Company.representative_id, Member.id)
    acts = and_(Member.company_id == Claim.company_id, Member.account_id == Claim.account_id, Member.ended.is_(None))
    still = or_(Member.until.is_(None), Member.until >= today())
    found = select(*columns).outerjoin(Company, Company.id == Claim.company_id)
    found = found.outerjoin(Member, and_(acts, still, Member.accepted.is_not(None)))
    row = session.execute(found.where(Claim.ticket_id == ticket_id)).first()
    if row is None:
        return
    whose = {row.account_id} if row.company_id is None or row.id is not None else set()
    whose |= {row.representative_id} - {None}
    open_ones = select(Account.id).where(Account.id.in_(whose), Account.closed.is_(None)).order_by(Account.id)
    yield from ((account_id, row.company_id) for account_id in session.scalars(open_ones))
