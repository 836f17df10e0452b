"""Passkeys (通行密钥) of citizens: 指纹、面容登录, without a name or a password being typed.

A challenge is a row, good for some minutes and once, and only with what the browser carries: the cookie of who signs
in, so that nobody is signed in as somebody else by a page that these made; the form of who adds one, so that only who
has just proved to be the account's owner does.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.accounts import notices
from govsite.domain.accounts.account import Citizen, load
from govsite.domain.accounts.refused import Refused
from govsite.domain.common import audit
from govsite.domain.common import passkeys as common
from govsite.domain.common.passkeys import FAILED, MOST, TOO_MANY, Failed, Owner, Place
from govsite.models.account import Account
from govsite.models.passkey import Challenge, Passkey

__all__ = ["FAILED", "MOST", "TOO_MANY", "Passkey", "Place"]

SECONDS = 300  # to answer a challenge
COOKIE = "passkey"  # of who signs in
UNKNOWN = "没有成功：这个通行密钥已经删掉，或者设备没有确认、停留太久。请再试一次，或者用别的方式登录。"


def owner_of(account_id: int) -> Owner:
    """Whose passkeys those of an account are."""
    return Owner("account_id", account_id)


def creation(place: Place, citizen: Citizen) -> tuple[str, str]:
    """The token of a new challenge, and what the browser makes a passkey with. Prove who it is before."""
    token, challenge = _begin(citizen.id)
    owner, have = owner_of(citizen.id), common.all_of(reading(), owner_of(citizen.id))
    name = str.__str__(citizen.name or citizen.phone) or "用户"
    return token, common.creation(place, owner, challenge, str.__str__(citizen.phone) or name, name, have, found=True)


def request(place: Place) -> tuple[str, str]:
    """The token of a new challenge, and what the browser asks for any passkey of ours with."""
    token, challenge = _begin(None)
    return token, common.request(place, challenge)


def add(place: Place, citizen: Citizen, token: str, answer: str, name: str) -> None:
    """Store a passkey that the browser made; raises Refused, and the challenge is used up in any case."""
    try:
        new = common.made(place, _answered(token, citizen.id, answer), answer)
        with writing() as session:
            # So that of two at one moment both do not find room for one more.
            session.execute(select(Account.id).where(Account.id == citizen.id).with_for_update())
            common.keep(session, owner_of(citizen.id), new, name)
            audit.append(session, who=citizen.who, what="passkey.add", target=citizen.who)
            notices.tell(session, citizen.id, notices.PASSKEY_ADDED)
    except Failed as error:
        raise Refused(str(error)) from error


def sign_in(place: Place, token: str, answer: str) -> Citizen:
    """Whose passkey has signed; raises Refused, with a line in the audit where it is known whose it should be."""
    credential, named = common.named_in(answer)
    row = reading().scalar(select(Passkey).where(Passkey.credential == credential, Passkey.account_id.is_not(None)))
    owner = owner_of(row.account_id) if row and row.account_id else None
    try:
        challenge = _answered(token, None, answer)
        # A device that keeps passkeys by itself says whose they are, and must know it right (WebAuthn 7.2, step 6).
        if row is None or owner is None or named != owner.who or not common.is_signed(place, row, challenge, answer):
            raise Failed(UNKNOWN)
        citizen = load(reading(), owner.number)
        if citizen is None:
            raise Failed(UNKNOWN)
    except Failed:
        with writing() as session:
            audit.append(session, who=owner.who if owner else "-", what="passkey", outcome=audit.REFUSED)
        raise Refused(UNKNOWN) from None
    with writing() as session:
        session.execute(update(Account).where(Account.id == citizen.id).values(signed_in=datetime.now(UTC)))
        audit.append(session, who=citizen.who, what="account.sign_in", details={"way": "passkey"})
    return citizen


def remove(citizen: Citizen, number: int) -> bool:
    """Let one of somebody's passkeys be good no more; False where they have no such."""
    with writing() as session:
        if not common.remove(session, owner_of(citizen.id), number):
            return False
        audit.append(session, who=citizen.who, what="passkey.remove", target=citizen.who)
        notices.tell(session, citizen.id, notices.PASSKEY_REMOVED)
    return True


def forget_expired(session: Session) -> int:
    """Delete the challenges that nobody answered; returns how many. Part of the caller's writing."""
    over = delete(Challenge).where(Challenge.expires <= database_time(session))
    return session.connection().execute(over).rowcount


def _begin(account_id: int | None) -> tuple[str, bytes]:
    token, challenge = secrets.token_urlsafe(32), secrets.token_bytes(32)
    with writing() as session:
        row = Challenge(token=_digest(token), account_id=account_id, challenge=challenge)
        row.expires = database_time(session) + timedelta(seconds=SECONDS)
        session.add(row)
    return token, challenge


def _answered(token: str, account_id: int | None, answer: str) -> bytes:
    """The challenge of a token, used up now, if the answer is to it; raises Failed.

    Of two answers at one moment one deletes the row, and the other finds none.
    """
    with writing() as session:
        mine = delete(Challenge).where(Challenge.token == _digest(token), Challenge.expires > database_time(session))
        whose = Challenge.account_id == account_id if account_id else Challenge.account_id.is_(None)
        challenge: bytes | None = session.scalar(mine.where(whose).returning(Challenge.challenge))
    if challenge is None or not hmac.compare_digest(common.challenge_in(answer), challenge):
        raise Failed(FAILED)
    return challenge


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
