"""What people let systems know of them (授权): asked once, kept, listed, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.database.upsert import insert_into
from govsite.domain.accounts.account import Citizen
from govsite.domain.common import audit, inbox
from govsite.domain.openid import logins
from govsite.domain.openid.scopes import OPENID, ordered
from govsite.models.account import Account
from govsite.models.openid import OpenidClient, OpenidConsent


@dataclass(frozen=True, slots=True)
class Row:
    """A system in somebody's list."""

    client_id: int
    name: str
    department: str
    granted: list[str]
    at: datetime


def granted(session: Session, account_id: int, client_id: int, asked: Sequence[str]) -> list[str] | None:
    """What of these scopes somebody lets a system know; None where they have to be asked."""
    row = session.get(OpenidConsent, (account_id, client_id))
    if row is None or not set(asked) <= set(row.asked):
        return None
    return ordered(set(asked) & set(row.granted))


def holds(session: Session, account_id: int, client_id: int, scopes: Sequence[str]) -> bool:
    """Whether somebody still lets a system know all of these: a code may have gone out before they took it back."""
    row = session.get(OpenidConsent, (account_id, client_id))
    return row is not None and set(scopes) <= set(row.granted)


def give(citizen: Citizen, client: OpenidClient, asked: Sequence[str], allowed: Sequence[str]) -> list[str]:
    """Keep what somebody answered about ``asked``; what they were asked before and are not now stays."""
    with writing() as session:
        before = session.get(OpenidConsent, (citizen.id, client.id))
        new = ordered(({OPENID, *allowed}) & set(asked))
        kept = set(before.granted) - set(asked) if before else set()
        values = {
            "granted": ordered(kept | set(new)),
            "asked": ordered({*asked, *(before.asked if before else ())}),
            "at": database_time(session),
        }
        if set(new) - set(before.granted if before else ()):
            _tell(session, citizen, f"您同意了“{client.name}”读取资料")
        row = insert_into(session, OpenidConsent).values(account_id=citizen.id, client_id=client.id, **values)
        keys = [OpenidConsent.account_id, OpenidConsent.client_id]
        session.execute(row.on_conflict_do_update(index_elements=keys, set_=values))
        target, details = f"system {client.id}", {"scopes": " ".join(new)}
        audit.append(session, who=citizen.who, what="account.allow", target=target, details=details)
    return new


def take_back(citizen: Citizen, client_id: int) -> bool:
    """Let a system know nothing any more: its tokens are good no more, and it is told; False where it knew nothing."""
    with writing() as session:
        mine = (OpenidConsent.account_id == citizen.id, OpenidConsent.client_id == client_id)
        if not session.connection().execute(delete(OpenidConsent).where(*mine)).rowcount:
            return False
        logins.end(session, citizen.id, client_id)
        name = session.scalar(select(OpenidClient.name).where(OpenidClient.id == client_id))
        _tell(session, citizen, f"您撤销了对“{name}”的授权")
        audit.append(session, who=citizen.who, what="account.withdraw", target=f"system {client_id}")
    return True


def account_of(session: Session, account_id: int) -> Account:
    """The row of who is asked."""
    return session.get_one(Account, account_id)


def mine(session: Session, account_id: int) -> list[Row]:
    """The systems that somebody lets know something, the last first."""
    columns = (OpenidClient.id, OpenidClient.name, OpenidClient.department, OpenidConsent.granted, OpenidConsent.at)
    found = select(*columns).join(OpenidClient, OpenidClient.id == OpenidConsent.client_id)
    rows = session.execute(found.where(OpenidConsent.account_id == account_id).order_by(OpenidConsent.at.desc()))
    return [Row(*row) for row in rows]


def _tell(session: Session, citizen: Citizen, words: str) -> None:
    said = f"{words}。不是您本人做的，请马上改密码。"
    inbox.tell(session, citizen.id, inbox.SECURITY, said, page="/account/systems")
