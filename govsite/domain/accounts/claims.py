"""Tickets of one's own (我的办件、我的来信): put into one's space by number and password, which stay good besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, tuple_
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.database.upsert import insert_into
from govsite.domain.accounts.account import Citizen
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit, inbox
from govsite.models.account import Claim
from govsite.models.case import Case
from govsite.models.company import Company
from govsite.models.letter import Letter
from govsite.models.ticket import Ticket

TAKEN = "这个件已经在另一个账号的用户空间里。用编号和密码照样可以查。"
OUTSIDE = "这个件不在您替人办的范围里，请对方来放，或者放宽范围。"
MOST = 50  # on a page
MOST_WAITING = 10
LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose space it is: a person's, or that of the legal person ``company_id``, for which ``account_id`` acts.

    ``who`` is the name in the audit of who acts; a legal person that is signed in itself acts as no account. Where
    somebody does one errand for another (``mandate_id``), ``account_id`` is the other's, and only ``ticket_id`` or
    ``items`` is seen.
    """

    who: str
    account_id: int | None
    company_id: int | None = None
    items: frozenset[str] | None = None  # codes of the items that they act for, None for all
    mandate_id: int | None = None
    ticket_id: int | None = None

    @property
    def is_theirs(self) -> ColumnElement[bool]:
        """What holds of their claims."""
        if self.company_id is not None:
            return Claim.company_id == self.company_id
        return (Claim.account_id == self.account_id) & Claim.company_id.is_(None)

    @property
    def is_seen(self) -> ColumnElement[bool]:
        """What holds of the tickets in it that they see; beside ``Ticket``."""
        if self.ticket_id is not None:
            return self.is_theirs & (Ticket.id == self.ticket_id)
        return self.is_theirs if self.items is None else self.is_theirs & Ticket.item_code.in_(sorted(self.items))

    @property
    def details(self) -> dict[str, audit.Detail]:
        """For whom it is done, in the audit."""
        if self.mandate_id is not None:
            return {"for": f"account {self.account_id}", "mandate": self.mandate_id}
        return {"for": f"company {self.company_id}"} if self.company_id is not None else {}


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


def of(citizen: Citizen) -> Owner:
    """A person, for themselves."""
    return Owner(citizen.who, citizen.id)


def all_of(owner: Owner) -> Select[*tuple[Any, ...]]:
    """All that somebody sees, for ``Own``."""
    found: Select[*tuple[Any, ...]] = select(*COLUMNS).join(Claim, Claim.ticket_id == Ticket.id)
    found = found.outerjoin(Letter, Letter.ticket_id == Ticket.id)
    return found.where(owner.is_seen)


def claim(owner: Owner, ticket_id: int) -> None:
    """Put a ticket whose door was opened into somebody's space; raises Refused where it is in another's."""
    with writing() as session:
        item = session.scalar(select(Ticket.item_code).where(Ticket.id == ticket_id))
        if owner.items is not None and item not in owner.items:
            raise Refused(OUTSIDE)
        if not put_in(session, owner, ticket_id) and not session.scalar(
            select(Claim.ticket_id).where(Claim.ticket_id == ticket_id, owner.is_theirs)
        ):
            raise Refused(TAKEN)


def put_in(session: Session, owner: Owner, ticket_id: int) -> bool:
    """Put a ticket that nobody has into somebody's space; False where somebody has. Part of the caller's writing.

    Of what is put in for a legal person, its representative learns.
    """
    row = {"ticket_id": ticket_id, "account_id": owner.account_id, "company_id": owner.company_id}
    mine = (
        insert_into(session, Claim)
        .values(**row, claimed=database_time(session))
        .on_conflict_do_nothing()
        .returning(Claim.ticket_id)
    )
    if session.scalar(mine) is None:
        return False
    if owner.company_id is not None:
        _tell_representative(session, owner, ticket_id)
    audit.append(session, who=owner.who, what="account.claim", target=f"ticket {ticket_id}", details=owner.details)
    return True


def _tell_representative(session: Session, owner: Owner, ticket_id: int) -> None:
    who = session.scalar(select(Company.representative_id).where(Company.id == owner.company_id))
    number = session.scalar(select(Ticket.number).where(Ticket.id == ticket_id))
    if who and who != owner.account_id:
        page = f"/account/firms/{owner.company_id}/tickets"
        inbox.tell(session, who, inbox.TICKET, f"单位空间里放进了一件，编号 {number}。", page=page)


def drop(owner: Owner, ticket_id: int) -> None:
    """Take a ticket out of somebody's space; it goes on as before."""
    with writing() as session:
        seen = select(Ticket.id).join(Claim, Claim.ticket_id == Ticket.id).where(Ticket.id == ticket_id, owner.is_seen)
        own = delete(Claim).where(Claim.ticket_id == session.scalar(seen))
        if session.connection().execute(own).rowcount:
            target = f"ticket {ticket_id}"
            audit.append(session, who=owner.who, what="account.unclaim", target=target, details=owner.details)


def note_opening(owner: Owner, ticket_id: int) -> None:
    """Write down who opened a ticket for a legal person or for another; one's own need nobody to know it."""
    if not owner.details:
        return
    what = "company.open" if owner.company_id is not None else "mandate.open"
    with writing() as session:
        target = f"ticket {ticket_id}"
        audit.append(session, who=owner.who, what=what, target=target, details=owner.details)


def mine(session: Session, owner: Owner, kind: str = "", before: int | None = None) -> Sequence[Own]:
    """Somebody's tickets, the newest first, of one kind, of ticket or of letter, where it is named."""
    found = all_of(owner)
    if kind:
        found = found.where(or_(Ticket.kind == kind, Letter.kind == kind))
    if before is not None:
        found = found.where(Ticket.id < before)
    return [Own._make(row) for row in session.execute(found.order_by(Ticket.id.desc()).limit(MOST))]


def waiting(
    session: Session, owner: Owner, now: Sequence[tuple[str, str]], lately: Sequence[tuple[str, str]]
) -> Sequence[Own]:
    """Somebody's tickets that wait for them: in a kind and state of ``now``; of ``lately`` for a fortnight, unrated."""
    found = all_of(owner).outerjoin(Case, Case.ticket_id == Ticket.id)
    kind_and_state = tuple_(Ticket.kind, Ticket.state)
    unrated = (Letter.rating.is_(None), Case.rating.is_(None), Ticket.finished > database_time(session) - LATELY)
    found = found.where(or_(kind_and_state.in_(now), and_(kind_and_state.in_(lately), *unrated)))
    return [Own._make(row) for row in session.execute(found.order_by(Ticket.due, Ticket.id).limit(MOST_WAITING))]


def find(session: Session, owner: Owner, ticket_id: int) -> Own | None:
    """A ticket of somebody's own, None where it is not."""
    row = session.execute(all_of(owner).where(Ticket.id == ticket_id)).one_or_none()
    return Own._make(row) if row else None
