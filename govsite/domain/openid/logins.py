"""People who are in a system out of a session here (单点登录), tokens for them, and the word that they have left.

A session that has ended takes its tokens along at once, for they are asked about it. The systems are told by a chore:
a login whose session is gone is owed a word, however the session ended. One that is only too old owes none.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.upsert import insert_into
from govsite.domain.common import outbox, sign_ins
from govsite.domain.openid.codes import Code
from govsite.domain.openid.scopes import FIRM
from govsite.domain.openid.subjects import subject_of
from govsite.models.account import Account
from govsite.models.openid import OpenidClient, OpenidLogin, OpenidToken
from govsite.models.sign_in import SignIn

TOKEN_SECONDS = 600
TOLD_FOR = sign_ins.LONGEST_SIGN_IN  # a system that was away so long has let them go itself
TEMPLATE = "openid-logout"
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Held:
    """What a token is good for."""

    account: Account
    client: OpenidClient
    scopes: list[str]
    firm: int = 0


def sid_of(session: Session, code: Code) -> str:
    """The name by which a system knows this login, the same for the same session; made at the first time.

    Part of the caller's writing.
    """
    values = {"sign_in_id": code.sign_in, "client_id": code.client, "account_id": code.account}
    row = insert_into(session, OpenidLogin).values(
        **values, sid=secrets.token_urlsafe(24), began=database_time(session)
    )
    session.execute(row.on_conflict_do_nothing())
    return session.scalars(select(OpenidLogin.sid).where(*_of(code))).one()


def add_token(session: Session, code: Code, token: str) -> None:
    """Keep a token. Part of the caller's writing."""
    login = session.scalars(select(OpenidLogin.id).where(*_of(code))).one()
    expires = database_time(session) + timedelta(seconds=TOKEN_SECONDS)
    scope = f"{code.scope} {FIRM}:{code.firm}" if code.firm else code.scope
    session.add(OpenidToken(hash=_digest(token), login_id=login, scope=scope, code=code.hash, expires=expires))


def drop_tokens_of(session: Session, code: Code) -> int:
    """Let the tokens of a code be good no more: somebody else has it, too. Part of the caller's writing."""
    return session.connection().execute(delete(OpenidToken).where(OpenidToken.code == code.hash)).rowcount


def is_open(session: Session, code: Code) -> Account | None:
    """Whose session a code came from, None where it has ended meanwhile."""
    found = select(Account).join(SignIn, SignIn.who == str(code.account))
    return session.scalar(found.where(SignIn.id == code.sign_in, Account.id == code.account, Account.closed.is_(None)))


def held(session: Session, token: str) -> Held | None:
    """What a token is good for; None for one that is over, whose session has ended or whose system is closed."""
    found = (
        select(Account, OpenidClient, OpenidToken.scope)
        .join(OpenidLogin, OpenidLogin.id == OpenidToken.login_id)
        .join(OpenidClient, OpenidClient.id == OpenidLogin.client_id)
        .join(SignIn, SignIn.id == OpenidLogin.sign_in_id)
        .join(Account, Account.id == OpenidLogin.account_id)
    )
    good = (OpenidToken.hash == _digest(token), OpenidToken.expires > database_time(session))
    row = session.execute(found.where(*good, OpenidClient.disabled.is_(None), Account.closed.is_(None))).one_or_none()
    if row is None:
        return None
    scope, _, firm = row.scope.partition(f" {FIRM}:")
    return Held(row.Account, row.OpenidClient, scope.split(), int(firm or 0))


def end(session: Session, account_id: int, client_id: int) -> None:
    """Let somebody be in a system no more, and tell it. Part of the caller's writing."""
    _end(session, OpenidLogin.account_id == account_id, OpenidLogin.client_id == client_id)


def end_ended(session: Session) -> int:
    """Tell the systems of sessions that are gone; returns of how many logins. Part of the caller's writing."""
    return _end(session, ~select(SignIn.id).where(SignIn.id == OpenidLogin.sign_in_id).exists())


def forget_expired(session: Session) -> int:
    """Delete the logins of sessions that are too old, and then those sessions; returns how many of these.

    In one transaction, so that nobody takes them for sessions that somebody has ended. Part of the caller's writing.
    """
    now = datetime.now(UTC)
    old = select(SignIn.id).where((SignIn.ends <= now) | (SignIn.seen <= now - sign_ins.IDLE))
    session.execute(delete(OpenidLogin).where(OpenidLogin.sign_in_id.in_(old)))
    session.execute(delete(OpenidToken).where(OpenidToken.expires <= now))
    return sign_ins.forget_expired(session)


def _end(session: Session, *which: ColumnElement[bool]) -> int:
    found = select(OpenidLogin, OpenidClient).join(OpenidClient, OpenidClient.id == OpenidLogin.client_id)
    rows = session.execute(found.where(*which).order_by(OpenidLogin.id).limit(MOST_AT_ONCE)).all()
    for login, client in rows:
        if client.logout_uri:
            said = {"client": str(client.id), "sid": login.sid}
            said["sub"] = subject_of(session, client.sector, login.account_id)
            outbox.add(session, outbox.LOGOUT, client.logout_uri, TEMPLATE, said, good_for=TOLD_FOR)
    session.execute(delete(OpenidLogin).where(OpenidLogin.id.in_([login.id for login, _ in rows])))
    return len(rows)


def _of(code: Code) -> tuple[ColumnElement[bool], ...]:
    return OpenidLogin.sign_in_id == code.sign_in, OpenidLogin.client_id == code.client


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
