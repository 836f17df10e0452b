"""Passkeys (通行密钥, WebAuthn Level 3) of staff: good in the place of an authenticator's code, never needed.

The device has checked who uses it (user verification), so a passkey is as much as a code; the password is asked all
the same. A challenge is signed by us, of one account and purpose, good for two minutes and once: a page that holds
one stores nothing.
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from govsite.database.session import reading, writing
from govsite.database.upsert import insert_into
from govsite.domain.common import audit
from govsite.domain.common.used import use_once
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import Officer
from govsite.models.passkey import LONGEST_CREDENTIAL, LONGEST_NAME, Passkey

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

__all__ = ["Passkey", "Place", "add", "all_of", "creation", "remove", "request", "verify"]

GOOD_FOR = 120  # seconds
MOST = 10  # of one person
ADD, USE = "add", "use"  # purposes
_NONCE, _TIME, _TAG = 16, 8, 32  # bytes of a challenge
FAILED = "没有成功：超过了两分钟，或者设备没有确认。请再试一次。"
KNOWN = "这个通行密钥已经添加过了。"
TOO_MANY = f"最多 {MOST} 个通行密钥，请先删掉不用的。"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passkey is good: the origin of the page, the host without its port, the portal's name; the secret that
    challenges are signed with.
    """

    origin: str
    host: str
    name: str
    secret: str


def creation(place: Place, officer: Officer) -> str:
    """What the browser makes a passkey with, as JSON. Ask for the password before."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, UserVerificationRequirement

    options = generate_registration_options(
        rp_id=place.host,
        rp_name=place.name,
        user_id=officer.who.encode(),
        user_name=officer.username,
        user_display_name=str.__str__(officer.name),
        challenge=_challenge(place, officer.id, ADD),
        authenticator_selection=AuthenticatorSelectionCriteria(user_verification=UserVerificationRequirement.REQUIRED),
        exclude_credentials=_descriptors(all_of(reading(), officer.id)),
    )
    return options_to_json(options)


def request(place: Place, staff_id: int) -> str:
    """What the browser asks for one of somebody's passkeys with, as JSON; "" where they have none."""
    mine = all_of(reading(), staff_id)
    if not mine:
        return ""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=place.host,
        challenge=_challenge(place, staff_id, USE),
        allow_credentials=_descriptors(mine),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def add(place: Place, staff_id: int, answer: str, name: str) -> None:
    """Store a passkey that the browser made; raises Refused."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    challenge = _answered(place, staff_id, ADD, answer)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise Refused(FAILED) from error
    credential = bytes_to_base64url(made.credential_id)
    if len(credential) > LONGEST_CREDENTIAL:
        raise Refused(FAILED)
    values = {"credential": credential, "public_key": made.credential_public_key, "sign_count": made.sign_count}
    values |= {"staff_id": staff_id, "name": name.strip()[:LONGEST_NAME] or "通行密钥", "added": datetime.now(UTC)}
    with writing() as session:
        number = select(func.count()).select_from(Passkey).where(Passkey.staff_id == staff_id)
        if (session.scalar(number) or 0) >= MOST:
            raise Refused(TOO_MANY)
        row = insert_into(session, Passkey).values(values).on_conflict_do_nothing(index_elements=["credential"])
        if session.scalar(row.returning(Passkey.id)) is None:
            raise Refused(KNOWN)
        audit.append(session, who=f"staff {staff_id}", what="passkey.add", target=f"staff {staff_id}")


def verify(place: Place, staff_id: int, answer: str) -> bool:
    """Whether the browser's answer is of a passkey of theirs, just now; a wrong one is in the audit."""
    good = _is_right(place, staff_id, answer)
    if not good:
        with writing() as session:
            audit.append(session, who=f"staff {staff_id}", what="passkey", outcome=audit.REFUSED)
    return good


def all_of(session: Session, staff_id: int) -> Sequence[Passkey]:
    """Somebody's passkeys, in the order in which they were added."""
    return session.scalars(select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.id)).all()


def remove(staff_id: int, number: int) -> bool:
    """Let one of somebody's passkeys be good no more; False where they have no such."""
    with writing() as session:
        gone = delete(Passkey).where(Passkey.staff_id == staff_id, Passkey.id == number)
        if not session.connection().execute(gone).rowcount:
            return False
        audit.append(session, who=f"staff {staff_id}", what="passkey.remove", target=f"staff {staff_id}")
    return True


def _is_right(place: Place, staff_id: int, answer: str) -> bool:
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        challenge = _answered(place, staff_id, USE, answer)
        mine = select(Passkey).where(Passkey.staff_id == staff_id, Passkey.credential == _credential(answer))
        row = reading().scalar(mine)
        if row is None:
            return False
        proved = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, Refused):  # also a count that did not grow: perhaps a copy of the key
        return False
    values = {"sign_count": proved.new_sign_count, "used": datetime.now(UTC)}
    with writing() as session:
        same = update(Passkey).where(Passkey.id == row.id, Passkey.sign_count == row.sign_count)
        return session.connection().execute(same.values(values)).rowcount == 1


def _answered(place: Place, staff_id: int, purpose: str, answer: str) -> bytes:
    """The challenge that an answer is to, used up now; raises Refused for one that is not ours, too old or used."""
    from webauthn.helpers import base64url_to_bytes

    try:
        client = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(client["challenge"])
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
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


def _credential(answer: str) -> str:
    found = json.loads(answer).get("id")
    return found if isinstance(found, str) else ""


def _descriptors(rows: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(base64url_to_bytes(row.credential)) for row in rows]
