"""The inbox of an account (站内消息): any noun tells somebody something by ``tell``, they read it in their space.

Messages say that something happened and where to read on, in words of ours; never what somebody wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.models.base import table_of
from govsite.models.inbox import LONGEST_PAGE, LONGEST_WORDS, NEWS, SECURITY, TICKET, InboxMessage

__all__ = ["KINDS", "NEWS", "SECURITY", "TICKET", "InboxMessage", "tell"]

KINDS = {TICKET: "办件和来信", SECURITY: "账号安全", NEWS: "订阅"}
MOST = 20  # on a page
KEPT_READ, KEPT_UNREAD = timedelta(days=180), timedelta(days=365)
SECURITY_PAGE = "/account/security"


def tell(
    session: Session,
    account_id: int,
    kind: str,
    words: str,
    *,
    page: str = "",
    site_code: str = "",
    ticket_id: int | None = None,
) -> None:
    """Leave a message for somebody, with the caller's writing or not at all.

    ``page`` is where they read on, after the mount; of a ticket it is the ticket, and the last thing of it takes the
    place of what they have not read yet: one line a ticket. Cuts ``words`` to 500 characters.
    """
    now, words = database_time(session), words[:LONGEST_WORDS]
    if ticket_id is not None:
        same = (InboxMessage.account_id == account_id, InboxMessage.ticket_id == ticket_id)
        unread = delete(InboxMessage).where(*same, InboxMessage.read.is_(None))
        session.execute(unread)
    message = InboxMessage(account_id=account_id, kind=kind, words=words, page=page, site_code=site_code)
    message.ticket_id, message.at = ticket_id, now
    session.add(message)
    session.flush()


def tell_all(
    session: Session, readers: Select[int], kind: str, words: str, *, page: str = "", site_code: str = ""
) -> None:
    """Leave the same message for all accounts that ``readers`` finds; part of the caller's writing."""
    values = (kind, words[:LONGEST_WORDS], page[:LONGEST_PAGE], site_code, database_time(session))
    columns = ("kind", "words", "page", "site_code", "at")
    table = table_of(InboxMessage)
    literals = [literal(value, table.c[name].type).label(name) for name, value in zip(columns, values, strict=True)]
    session.execute(insert(InboxMessage).from_select(["account_id", *columns], readers.add_columns(*literals)))


def warn(session: Session, account_id: int, words: str) -> None:
    """Tell somebody that something of their account's security changed; part of the caller's writing."""
    tell(session, account_id, SECURITY, f"{words}不是您本人做的，请马上改密码。", page=SECURITY_PAGE)


def unread(session: Session, account_id: int) -> int:
    """How many messages somebody has not read."""
    mine = (InboxMessage.account_id == account_id, InboxMessage.read.is_(None))
    return session.scalar(select(func.count()).select_from(InboxMessage).where(*mine)) or 0


def newest(session: Session, account_id: int, kind: str = "", before: int | None = None) -> Sequence[InboxMessage]:
    """A page of somebody's messages, the newest first; of one kind where it is named."""
    found = select(InboxMessage).where(InboxMessage.account_id == account_id).order_by(InboxMessage.id.desc())
    if kind:
        found = found.where(InboxMessage.kind == kind)
    if before is not None:
        found = found.where(InboxMessage.id < before)
    return session.scalars(found.limit(MOST)).all()


def find(account_id: int, number: int) -> InboxMessage | None:
    """One of somebody's messages, None where it is not theirs."""
    return reading().scalar(
        select(InboxMessage).where(InboxMessage.id == number, InboxMessage.account_id == account_id)
    )


def mark_read(account_id: int, number: int | None = None) -> None:
    """One of somebody's messages is read, or all of them."""
    mine = update(InboxMessage).where(InboxMessage.account_id == account_id, InboxMessage.read.is_(None))
    with writing() as session:
        mine = mine.where(InboxMessage.id == number) if number is not None else mine
        session.execute(mine.values(read=database_time(session)))


def remove(account_id: int, number: int | None = None) -> None:
    """Delete one of somebody's messages, or all that they have read."""
    mine = delete(InboxMessage).where(InboxMessage.account_id == account_id)
    mine = mine.where(InboxMessage.id == number) if number is not None else mine.where(InboxMessage.read.is_not(None))
    with writing() as session:
        session.execute(mine)


def forget_old(session: Session) -> int:
    """Delete what was told long ago, sooner where it was read; returns how many. Part of the caller's writing."""
    now = database_time(session)
    over = (InboxMessage.at < now - KEPT_UNREAD) | (
        (InboxMessage.at < now - KEPT_READ) & InboxMessage.read.is_not(None)
    )
    return session.connection().execute(delete(InboxMessage).where(over)).rowcount
