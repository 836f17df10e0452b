"""Tickets of one's own (我的办件、我的来信): put into one's space by number and password, which stay good besides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.database.upsert import insert_into
from govsite.domain.accounts.account import Citizen
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit
from govsite.models.account import Claim
from govsite.models.letter import Letter
from govsite.models.ticket import Ticket

TAKEN = "这个件已经在另一个账号的用户空间里。用编号和密码照样可以查。"
MOST = 50  # on a page


class Own(NamedTuple):
    """A ticket of one's own, as a list shows it."""

    id: int
    kind: str
    number: str
    state: str
    site_code: str
    department: str
    item_code: str
    added: datetime
    due: date
    finished: datetime | None
    asks: str | None  # what a letter is: 咨询, 投诉 …


COLUMNS = (
    *(Ticket.id, Ticket.kind, Ticket.number, Ticket.state, Ticket.site_code, Ticket.department, Ticket.item_code),
    *(Ticket.added, Ticket.due, Ticket.finished, Letter.kind),
)


def all_of(account_id: int) -> Select[*tuple[Any, ...]]:
    """All of somebody's, for ``Own``."""
    found: Select[*tuple[Any, ...]] = select(*COLUMNS).join(Claim, Claim.ticket_id == Ticket.id)
    found = found.outerjoin(Letter, Letter.ticket_id == Ticket.id)
    return found.where(Claim.account_id == account_id)


def claim(citizen: Citizen, ticket_id: int) -> None:
    """Put a ticket whose door was opened into somebody's space; raises Refused where it is in another's."""
    with writing() as session:
        row = {"ticket_id": ticket_id, "account_id": citizen.id, "claimed": database_time(session)}
        mine = insert_into(session, Claim).values(row).on_conflict_do_nothing().returning(Claim.ticket_id)
        if session.scalar(mine) is not None:
            audit.append(session, who=citizen.who, what="account.claim", target=f"ticket {ticket_id}")
        elif session.scalar(select(Claim.account_id).where(Claim.ticket_id == ticket_id)) != citizen.id:
            raise Refused(TAKEN)


def drop(citizen: Citizen, ticket_id: int) -> None:
    """Take a ticket out of somebody's space; it goes on as before."""
    with writing() as session:
        own = delete(Claim).where(Claim.ticket_id == ticket_id, Claim.account_id == citizen.id)
        if session.connection().execute(own).rowcount:
            audit.append(session, who=citizen.who, what="account.unclaim", target=f"ticket {ticket_id}")


def mine(session: Session, account_id: int, kind: str = "", before: int | None = None) -> Sequence[Own]:
    """Somebody's tickets, the newest first, of one kind, of ticket or of letter, where it is named."""
    found = all_of(account_id)
    if kind:
        found = found.where(or_(Ticket.kind == kind, Letter.kind == kind))
    if before is not None:
        found = found.where(Ticket.id < before)
    return [Own._make(row) for row in session.execute(found.order_by(Ticket.id.desc()).limit(MOST))]


def find(session: Session, account_id: int, ticket_id: int) -> Own | None:
    """A ticket of somebody's own, None where it is not."""
    row = session.execute(all_of(account_id).where(Ticket.id == ticket_id)).one_or_none()
    return Own._make(row) if row else None
