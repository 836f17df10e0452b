"""Passkeys (通行密钥) of staff: good in the place of an authenticator's code, never needed.

The device has checked who uses it (user verification), so a passkey is as much as a code; the password is asked all
the same. A challenge is signed by us, of one account and purpose, good for two minutes and once: a page that holds
one stores nothing.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.common import passkeys as common
from govsite.domain.common.passkeys import FAILED, Failed, Owner, Place
from govsite.domain.common.used import use_once
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import Officer
from govsite.models.passkey import Passkey

__all__ = ["FAILED", "Passkey", "Place", "add", "all_of", "creation", "remove", "request", "verify"]

GOOD_FOR = 120  # seconds
ADD, USE = "add", "use"  # purposes
_NONCE, _TIME = 16, 8  # bytes of a challenge, before its tag


def creation(place: Place, officer: Officer) -> str:
    """What the browser makes a passkey with, as JSON. Ask for the password before, each time: who has a challenge
    adds a passkey.
    """
    challenge, have = _challenge(place, officer.id, ADD), all_of(reading(), officer.id)
    name = str.__str__(officer.name)
    return common.creation(place, _owner(officer.id), challenge, officer.username, name, have)


def request(place: Place, staff_id: int) -> str:
    """What the browser asks for one of somebody's passkeys with, as JSON; "" where they have none."""
    have = all_of(reading(), staff_id)
    return common.request(place, _challenge(place, staff_id, USE), have) if have else ""


def add(place: Place, staff_id: int, answer: str, name: str) -> None:
    """Store a passkey that the browser made; raises Refused."""
    try:
        new = common.made(place, _answered(place, staff_id, ADD, answer), answer)
        with writing() as session:
            common.keep(session, _owner(staff_id), new, name)
            audit.append(session, who=f"staff {staff_id}", what="passkey.add", target=f"staff {staff_id}")
    except Failed as error:
        raise Refused(str(error)) from error


def verify(place: Place, staff_id: int, answer: str) -> bool:
    """Whether the browser's answer is of a passkey of theirs, just now; a wrong one is in the audit."""
    good = _is_right(place, staff_id, answer)
    if not good:
        with writing() as session:
            audit.append(session, who=f"staff {staff_id}", what="passkey", outcome=audit.REFUSED)
    return good


def all_of(session: Session, staff_id: int) -> Sequence[Passkey]:
    """Somebody's passkeys, in the order in which they were added."""
    return common.all_of(session, _owner(staff_id))


def remove(staff_id: int, number: int) -> bool:
    """Let one of somebody's passkeys be good no more; False where they have no such."""
    with writing() as session:
        if not common.remove(session, _owner(staff_id), number):
            return False
        audit.append(session, who=f"staff {staff_id}", what="passkey.remove", target=f"staff {staff_id}")
    return True


def _owner(staff_id: int) -> Owner:
    return Owner("staff_id", staff_id)


def _is_right(place: Place, staff_id: int, answer: str) -> bool:
    try:
        challenge = _answered(place, staff_id, USE, answer)
    except Refused:
        return False
    credential, _ = common.named_in(answer)
    row = reading().scalar(select(Passkey).where(_owner(staff_id).is_own, Passkey.credential == credential))
    return row is not None and common.is_signed(place, row, challenge, answer)


def _answered(place: Place, staff_id: int, purpose: str, answer: str) -> bytes:
    """The challenge that an answer is to, used up now; raises Refused for one that is not ours, too old or used."""
    try:
        challenge = common.challenge_in(answer)
    except Failed as error:
        raise Refused(FAILED) from error
    head, tag = challenge[: _NONCE + _TIME], challenge[_NONCE + _TIME :]
    age = time.time() - int.from_bytes(head[_NONCE:], "big")
    ours = hmac.compare_digest(_tag(place, staff_id, purpose, head), tag)
    if not ours or not 0 <= age + 1 <= GOOD_FOR or not use_once("passkey", challenge.hex(), GOOD_FOR):
        raise Refused(FAILED)
    return challenge


def _challenge(place: Place, staff_id: int, purpose: str) -> bytes:
    head = secrets.token_bytes(_NONCE) + int(time.time()).to_bytes(_TIME, "big")
    return head + _tag(place, staff_id, purpose, head)


def _tag(place: Place, staff_id: int, purpose: str, head: bytes) -> bytes:
    key = hmac.digest(place.secret.encode(), b"govsite: challenges of passkeys, 1", "sha256")
    return hmac.digest(key, f"{purpose} {staff_id} ".encode() + head, "sha256")
