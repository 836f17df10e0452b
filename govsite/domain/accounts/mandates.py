"""Errands that one person does for another (代办): one of them, by a code, confirmed by whose errand it is.

The principal makes a code for one errand and tells it to somebody, who enters it when signed in; then the principal
sees who that is, and confirms. Nothing is seen before; and with every request it is asked anew whether it still holds.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, aliased

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.accounts.account import Citizen
from govsite.domain.accounts.acting import DIGITS, GOOD_FOR, close_tickets
from govsite.domain.accounts.claims import Owner
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit, inbox
from govsite.domain.common.days import today
from govsite.domain.common.id_cards import masked_name
from govsite.models import normal
from govsite.models.account import Account, Claim
from govsite.models.mandate import Mandate
from govsite.models.ticket import Ticket
from govsite.typed import Typed

MOST = 20  # of a principal at a time
WAITS, TO_CONFIRM, HOLDS, OVER, ENDED = "等对方填代办码", "等您确认", "在办", "已到期", "已结束"
NOT_REAL = "托人代办和替人代办，两个人都要先实名认证。"
TOO_MANY = f"最多同时托办 {MOST} 件事。请先结束不用的。"
WRONG = "代办码不对、用过了，或者已经过期。请同对方核对，或者请对方重新开一个。"
OWN = "这是您自己开的代办码，请告诉替您办的人，由他登录自己的账号来填。"
PAGE = "/account/errands"
ENTERED = "有人填了您的代办码，等您确认是不是他。"
CONFIRMED = "对方确认了由您代办，现在可以办了。"
STOPPED = "一件代办已经结束：对方结束了它，或者注销了账号。"
NOT_YOURS = "这个件不在您的用户空间里。"


@dataclass(frozen=True, slots=True)
class Row:
    """A mandate as one of the two sees it; ``other`` is the masked name of the other one, "" for nobody yet."""

    id: int
    is_mine: bool
    other: str
    ticket_id: int | None
    number: str
    item_code: str
    until: date
    state: str

    @property
    def can_confirm(self) -> bool:
        """Whether the principal is to say whether it is this person."""
        return self.is_mine and self.state == TO_CONFIRM

    @property
    def can_end(self) -> bool:
        """Whether there is something to end."""
        return self.state in (WAITS, TO_CONFIRM, HOLDS)

    @property
    def state_name(self) -> str:
        """How far it has come, as this one reads it."""
        return "等对方确认" if self.state == TO_CONFIRM and not self.is_mine else self.state

    @property
    def holds(self) -> bool:
        """Whether the errand may be done now."""
        return self.state == HOLDS


def all_of(session: Session, account_id: int) -> list[Row]:
    """Those that somebody gave and those that they were given, the newest first."""
    mine = (Mandate.principal_id == account_id) | (Mandate.agent_id == account_id)
    return [_row(found, account_id) for found in session.execute(_rows().where(mine).limit(5 * MOST))]


def find(session: Session, account_id: int, mandate_id: int) -> Row | None:
    """One of them, None for one that is neither's."""
    mine = (Mandate.principal_id == account_id) | (Mandate.agent_id == account_id)
    found = session.execute(_rows().where(mine, Mandate.id == mandate_id)).one_or_none()
    return _row(found, account_id) if found else None


def make(citizen: Citizen, ticket_id: int | None, item_code: str, until: date) -> str:
    """Make a mandate for a ticket of one's own or for an item, and return its code, which is shown once."""
    if not citizen.is_real:
        raise Refused(NOT_REAL)
    with writing() as session:
        session.execute(select(Account.id).where(Account.id == citizen.id).with_for_update())
        current = (Mandate.principal_id == citizen.id, Mandate.ended.is_(None), Mandate.until >= today())
        if (session.scalar(select(func.count(Mandate.id)).where(*current)) or 0) >= MOST:
            raise Refused(TOO_MANY)
        own = (Claim.ticket_id == ticket_id, Claim.account_id == citizen.id, Claim.company_id.is_(None))
        if ticket_id is not None and session.scalar(select(Claim.ticket_id).where(*own)) is None:
            raise Refused(NOT_YOURS)
        code = _fresh(session)
        row = Mandate(principal_id=citizen.id, ticket_id=ticket_id, item_code=item_code, until=until)
        row.code_print, row.made = code, database_time(session)  # type: ignore[assignment]
        session.add(row)
        session.flush()
        _note(session, citizen, "mandate.make", row.id, citizen.id)
    return code


def enter(citizen: Citizen, code: str) -> int:
    """Say that one is who does it; the principal is to confirm. Returns its number; take from the bucket before."""
    if not citizen.is_real:
        raise Refused(NOT_REAL)
    with writing() as session:
        now = database_time(session)
        good = (Mandate.code_print == normal.plain(code), Mandate.agent_id.is_(None), Mandate.ended.is_(None))
        fresh = (Mandate.made > now - GOOD_FOR, Mandate.until >= today())
        row = session.scalar(select(Mandate).where(*good, *fresh).with_for_update())
        if row is None:
            raise Refused(WRONG)
        if row.principal_id == citizen.id:
            raise Refused(OWN)
        row.agent_id, row.entered, row.code_print = citizen.id, now, None
        inbox.tell(session, row.principal_id, inbox.TICKET, ENTERED, page=PAGE)
        _note(session, citizen, "mandate.enter", row.id, row.principal_id)
        return row.id


def confirm(citizen: Citizen, mandate_id: int) -> bool:
    """Say that it is the right person; False where there is nothing to confirm."""
    with writing() as session:
        mine = (Mandate.id == mandate_id, Mandate.principal_id == citizen.id, Mandate.agent_id.is_not(None))
        open_yet = update(Mandate).where(*mine, Mandate.confirmed.is_(None), Mandate.ended.is_(None))
        values = {"confirmed": database_time(session)}
        agent = session.scalar(open_yet.values(values).returning(Mandate.agent_id))
        if agent is not None:
            inbox.tell(session, agent, inbox.TICKET, CONFIRMED, page=PAGE)
            _note(session, citizen, "mandate.confirm", mandate_id, citizen.id)
    return agent is not None


def end(citizen: Citizen, mandate_id: int) -> bool:
    """End it, by either; tickets of the errand that stand open are closed. False where there is nothing to end."""
    with writing() as session:
        either = (Mandate.principal_id == citizen.id) | (Mandate.agent_id == citizen.id)
        mine = select(Mandate).where(Mandate.id == mandate_id, either, Mandate.ended.is_(None))
        row = session.scalar(mine.with_for_update())
        if row is None:
            return False
        _end(session, row, citizen.id)
        _note(session, citizen, "mandate.end", mandate_id, row.principal_id)
    return True


def end_all(session: Session, account_id: int) -> None:
    """End all of somebody who closes their account; part of the caller's writing."""
    either = (Mandate.principal_id == account_id) | (Mandate.agent_id == account_id)
    for row in session.scalars(select(Mandate).where(either, Mandate.ended.is_(None)).order_by(Mandate.id)):
        _end(session, row, account_id)


def acting(session: Session, citizen: Citizen, mandate_id: int) -> Owner | None:
    """Whose space somebody acts in today by a mandate, and how much of it; None where it does not hold."""
    row = session.scalar(select(Mandate).where(Mandate.agent_id == citizen.id, *_holds(mandate_id)))
    if row is None:
        return None
    items = frozenset({row.item_code}) if row.item_code else None
    return Owner(citizen.who, row.principal_id, items=items, mandate_id=row.id, ticket_id=row.ticket_id)


def names(session: Session, mandate_id: int) -> tuple[str, str] | None:
    """The masked names of agent and principal of a mandate that holds, None for any other."""
    one, other = aliased(Account), aliased(Account)
    found = select(one.name, other.name).select_from(Mandate).join(one, one.id == Mandate.agent_id)
    row = session.execute(found.join(other, other.id == Mandate.principal_id).where(*_holds(mandate_id))).one_or_none()
    return (_masked(row[0]), _masked(row[1])) if row else None


def note_act(mandate_id: int, ticket_id: int, action: str) -> None:
    """Write down in the audit that an agent has acted, and for whom."""
    with writing() as session:
        row = session.get_one(Mandate, mandate_id)
        who, target = f"account {row.agent_id}", f"ticket {ticket_id}"
        details: dict[str, audit.Detail] = {"for": f"account {row.principal_id}", "mandate": row.id, "did": action}
        audit.append(session, who=who, what="mandate.act", target=target, details=details)


def _holds(mandate_id: int) -> tuple[ColumnElement[bool], ...]:
    closed = select(Account.id).where(Account.id == Mandate.principal_id, Account.closed.is_not(None)).exists()
    good = (Mandate.id == mandate_id, Mandate.confirmed.is_not(None), Mandate.ended.is_(None), ~closed)
    return (*good, Mandate.until >= today())


def _end(session: Session, row: Mandate, by: int) -> None:
    row.ended, row.code_print = database_time(session), None
    other = row.agent_id if by == row.principal_id else row.principal_id
    if other is not None and row.until >= today():
        inbox.tell(session, other, inbox.TICKET, STOPPED, page=PAGE)
    which = Claim.ticket_id == row.ticket_id
    if row.item_code:
        which = Claim.ticket_id.in_(select(Ticket.id).where(Ticket.item_code == row.item_code))
    close_tickets(session, Claim.account_id == row.principal_id, which)


def _rows() -> Any:
    """Mandates with the names of both and the number of the ticket, the newest first."""
    one, other = aliased(Account), aliased(Account)
    found = select(Mandate, one.name.label("principal"), other.name.label("agent"), Ticket.number)
    found = found.join(one, one.id == Mandate.principal_id).outerjoin(other, other.id == Mandate.agent_id)
    return found.outerjoin(Ticket, Ticket.id == Mandate.ticket_id).order_by(Mandate.id.desc())


def _row(found: Any, account_id: int) -> Row:
    mandate: Mandate = found.Mandate
    is_mine = mandate.principal_id == account_id
    other = _masked(found.agent if is_mine else found.principal)
    errand = (mandate.ticket_id, found.number or "", mandate.item_code, mandate.until)
    return Row(mandate.id, is_mine, other, *errand, _state(mandate))


def _state(mandate: Mandate) -> str:
    if mandate.ended:
        return ENDED
    stale = mandate.agent_id is None and mandate.made + GOOD_FOR < datetime.now(mandate.made.tzinfo)
    if mandate.until < today() or stale:
        return OVER
    if mandate.agent_id is None:
        return WAITS
    return HOLDS if mandate.confirmed else TO_CONFIRM


def _note(session: Session, citizen: Citizen, what: str, mandate_id: int, principal_id: int) -> None:
    details = {"for": f"account {principal_id}"}
    audit.append(session, who=citizen.who, what=what, target=f"mandate {mandate_id}", details=details)


def _masked(name: str | None) -> str:
    return Typed(masked_name(name)) if name else Typed("")


def _fresh(session: Session) -> str:
    """Digits that no other code has."""
    while True:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if session.scalar(select(Mandate.id).where(Mandate.code_print == code)) is None:
            return code
