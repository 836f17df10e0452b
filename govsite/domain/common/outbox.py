"""The outbox (发件箱): a message is stored with what it tells of, and sent afterwards, however often that takes.

``sending`` is stored before a gateway is called, so that whoever finds it later knows that the call may have been made.
A short message is then never sent again by itself, since no gateway takes it twice as one; a mail is, under the same
Message-ID, and a word to a system, which may come twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, defer

from govsite.database.clock import database_time
from govsite.models.outbox import FAILED, LOGOUT, MAIL, SENDING, SENT, SMS, UNKNOWN, WAITING, Outbox

__all__ = [
    "FAILED",
    "KIND_WORDS",
    "LOGOUT",
    "MAIL",
    "SENT",
    "SMS",
    "STATE_WORDS",
    "UNKNOWN",
    "UNSENT",
    "WAITING",
    "Outbox",
    "add",
    "counts",
    "delete_old",
    "last",
    "retry",
    "settle",
]

GOOD_FOR = timedelta(days=3)  # unless who adds it knows better
LOST = timedelta(minutes=10)  # after a call that should have ended within seconds
KEPT_SENT, KEPT_OTHERS = timedelta(days=7), timedelta(days=30)  # recipient and variables
KEPT_ROW = timedelta(days=365)
PROCESS_LOST, EXPIRED = "process-lost", "expired"
UNSENT = (FAILED, UNKNOWN)  # what waits for somebody's decision
KIND_WORDS = {MAIL: "邮件", SMS: "短信", LOGOUT: "退出通知"}
STATE_WORDS = {WAITING: "等待发送", SENDING: "发送中", SENT: "已发出", FAILED: "未发出", UNKNOWN: "结果不明"}


def add(
    session: Session,
    kind: str,
    recipient: str,
    template: str,
    variables: Mapping[str, str],
    *,
    site_code: str = "",
    ticket_id: int | None = None,
    good_for: timedelta = GOOD_FOR,
) -> int:
    """Add a message to be sent soon, with the caller's writing or not at all; returns its id.

    ``template`` is our name of it (``letter-received``), ``variables`` are texts in the order of its places; a mail has
    ``subject`` and ``text``. ``ticket_id`` is the ticket whose timeline is to tell of it. Raises ValueError for a mail
    without them, KeysMissing where nothing can be sealed.
    """
    if kind == MAIL and not {"subject", "text"} <= set(variables):
        raise ValueError("a mail has a subject and a text")
    now = database_time(session)
    plain = {name: str.__str__(value) for name, value in variables.items()}
    row = Outbox(kind=kind, template=template, site_code=site_code, ticket_id=ticket_id, state=WAITING)
    row.recipient, row.variables = recipient, json.dumps(plain, ensure_ascii=False)
    row.added = row.due = now
    row.expires = now + good_for
    session.add(row)
    session.flush()
    return row.id


def settle(session: Session) -> int:
    """Say what became of messages that nobody works at any more; returns of how many. Part of the caller's writing.

    Calls whose process died: a short message is unknown, all else waits again. What is not wanted any more has failed.
    """
    now = database_time(session)
    lost = update(Outbox).where(Outbox.state == SENDING, Outbox.begun < now - LOST)
    over = update(Outbox).where(Outbox.state == WAITING, Outbox.expires <= now)
    statements = (
        lost.where(Outbox.kind == SMS).values(state=UNKNOWN, finished=now, error=PROCESS_LOST),
        lost.where(Outbox.kind != SMS).values(state=WAITING, due=now, error=PROCESS_LOST),
        over.values(state=FAILED, finished=now, error=EXPIRED),
    )
    return sum(session.connection().execute(statement).rowcount for statement in statements)


def delete_old(session: Session) -> int:
    """Take recipient and variables from messages that ended some days ago, and delete the oldest; returns how many.

    Those that were not sent keep them longer: they may be tried again. Part of the caller's writing.
    """
    now = database_time(session)
    emptied = update(Outbox).where(Outbox.recipient.is_not(None)).values(recipient=None, variables=None)
    statements = (
        delete(Outbox).where(Outbox.finished < now - KEPT_ROW),
        emptied.where(Outbox.state == SENT, Outbox.finished < now - KEPT_SENT),
        emptied.where(Outbox.state.in_((FAILED, UNKNOWN)), Outbox.finished < now - KEPT_OTHERS),
    )
    return sum(session.connection().execute(statement).rowcount for statement in statements)


def retry(session: Session, numbers: Sequence[int]) -> list[int]:
    """Let failed and unknown messages wait again; returns the ids of those that do. Part of the caller's writing.

    An unknown short message may reach its reader twice: that is for a person to decide.
    """
    now = database_time(session)
    again = update(Outbox).where(Outbox.id.in_(numbers), Outbox.state.in_((FAILED, UNKNOWN)))
    again = again.where(Outbox.recipient.is_not(None))
    values = {"state": WAITING, "due": now, "expires": now + GOOD_FOR, "finished": None, "error": ""}
    return sorted(session.scalars(again.values(values).returning(Outbox.id)))


def counts(session: Session) -> dict[tuple[str, str], int]:
    """How many messages there are of each kind and state."""
    found = session.execute(select(Outbox.kind, Outbox.state, func.count()).group_by(Outbox.kind, Outbox.state))
    return {(kind, state): number for kind, state, number in found}


def last(session: Session, states: Sequence[str], most: int, before: int | None = None) -> Sequence[Outbox]:
    """The newest messages in some states, those ``before`` an id where one is given.

    Recipient and variables stay sealed until somebody asks for them.
    """
    sealed = (defer(Outbox.recipient), defer(Outbox.variables))
    found = select(Outbox).options(*sealed).where(Outbox.state.in_(states)).order_by(Outbox.id.desc())
    if before is not None:
        found = found.where(Outbox.id < before)
    return session.scalars(found.limit(most)).all()
