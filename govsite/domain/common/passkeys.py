"""Passkeys (通行密钥, WebAuthn Level 3): what those of staff and of citizens share.

The device has checked who uses it (user verification), always. Where a challenge comes from, and that it is good once,
is for who asks. The library is loaded when somebody has to do with passkeys, and not before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.database.upsert import insert_into
from govsite.models.passkey import LONGEST_CREDENTIAL, LONGEST_NAME, Passkey

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor
    from webauthn.registration.verify_registration_response import VerifiedRegistration

MOST = 10  # of one person
# What a browser sends is anybody's: the library takes it for granted that a key has all its parts.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_CREDENTIAL = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_CREDENTIAL}}}")
FAILED = "没有成功：停留太久，或者设备没有确认。请再试一次。"
KNOWN = "这个通行密钥已经添加过了。"
TOO_MANY = f"最多 {MOST} 个通行密钥，请先删掉不用的。"


class Failed(Exception):  # noqa: N818
    """Why a passkey is not taken, as a sentence for who offered it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passkey is good: the origin of the page, the host without its port, the portal's name; the secret that
    challenges are signed with.
    """

    origin: str
    host: str
    name: str
    secret: str


class Owner(NamedTuple):
    """Whose passkeys: a member of staff or an account, by number."""

    column: str  # staff_id or account_id
    number: int

    @property
    def is_own(self) -> ColumnElement[bool]:
        """That a passkey is theirs."""
        return getattr(Passkey, self.column) == self.number  # type: ignore[no-any-return]

    @property
    def who(self) -> str:
        """Their name in the audit; it is what devices know them by, too, and says nothing of a person."""
        return f"{self.column.removesuffix('_id')} {self.number}"


def creation(
    place: Place, owner: Owner, challenge: bytes, user: str, name: str, have: Sequence[Passkey], *, found: bool = False
) -> str:
    """What the browser makes a passkey with, as JSON: ``user`` and ``name`` are shown when one chooses among several.

    ``found`` is for one that signs in without a name being typed (discoverable). Those that somebody has are refused.
    """
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import structs

    wanted = structs.AuthenticatorSelectionCriteria(user_verification=structs.UserVerificationRequirement.REQUIRED)
    if found:
        wanted.resident_key, wanted.require_resident_key = structs.ResidentKeyRequirement.REQUIRED, True
    options = generate_registration_options(
        rp_id=place.host,
        rp_name=place.name,
        user_id=owner.who.encode(),
        user_name=user,
        user_display_name=name,
        challenge=challenge,
        authenticator_selection=wanted,
        exclude_credentials=_descriptors(have),
    )
    return options_to_json(options)


def request(place: Place, challenge: bytes, have: Sequence[Passkey] = ()) -> str:
    """What the browser asks for one of these passkeys with, or for any that it knows of us, as JSON."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=place.host,
        challenge=challenge,
        allow_credentials=_descriptors(have) or None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def challenge_in(answer: str) -> bytes:
    """The challenge that a browser's answer is to; raises Failed for what is no answer."""
    from webauthn.helpers import base64url_to_bytes

    try:
        client = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        return base64url_to_bytes(client["challenge"])
    except _UNREADABLE as error:
        raise Failed(FAILED) from error


def made(place: Place, challenge: bytes, answer: str) -> VerifiedRegistration:
    """The passkey that a browser has made for this challenge, here; raises Failed. Nothing is stored."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, *_UNREADABLE) as error:
        raise Failed(FAILED) from error


def keep(session: Session, owner: Owner, new: VerifiedRegistration, name: str) -> None:
    """Store a passkey; raises Failed where there are too many, or it is known. Part of the caller's writing."""
    from webauthn.helpers import bytes_to_base64url

    credential = bytes_to_base64url(new.credential_id)
    if len(credential) > LONGEST_CREDENTIAL:
        raise Failed(FAILED)
    values = {"credential": credential, "public_key": new.credential_public_key, "sign_count": new.sign_count}
    values |= {
        "name": name.strip()[:LONGEST_NAME] or "通行密钥",
        "added": datetime.now(UTC),
        owner.column: owner.number,
    }
    if (session.scalar(select(func.count()).select_from(Passkey).where(owner.is_own)) or 0) >= MOST:
        raise Failed(TOO_MANY)
    row = insert_into(session, Passkey).values(values).on_conflict_do_nothing(index_elements=["credential"])
    if session.scalar(row.returning(Passkey.id)) is None:
        raise Failed(KNOWN)


def is_signed(place: Place, row: Passkey, challenge: bytes, answer: str) -> bool:
    """Whether an answer is signed by a passkey, for this challenge, here; it is noted as used just now."""
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        proved = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *_UNREADABLE):  # also a count that did not grow: perhaps a copy of the key
        return False
    values = {"sign_count": proved.new_sign_count, "used": datetime.now(UTC)}
    with writing() as session:
        same = update(Passkey).where(Passkey.id == row.id, Passkey.sign_count == row.sign_count)
        return session.connection().execute(same.values(values)).rowcount == 1


def named_in(answer: str) -> tuple[str, str]:
    """The credential, and the owner, that an answer is said to be of; "" for what it does not say."""
    from webauthn.helpers import base64url_to_bytes

    try:
        given = json.loads(answer)
        owner = base64url_to_bytes(given["response"].get("userHandle") or "").decode()
    except _UNREADABLE:
        return "", ""
    credential = str(given.get("id"))
    return credential if _CREDENTIAL.fullmatch(credential) else "", owner


def all_of(session: Session, owner: Owner) -> Sequence[Passkey]:
    """Somebody's passkeys, in the order in which they were added."""
    return session.scalars(select(Passkey).where(owner.is_own).order_by(Passkey.id)).all()


def remove(session: Session, owner: Owner, number: int) -> bool:
    """Let one of somebody's passkeys be good no more; False where they have no such. Part of the caller's writing."""
    gone = delete(Passkey).where(owner.is_own, Passkey.id == number)
    return session.connection().execute(gone).rowcount == 1


def _descriptors(rows: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(base64url_to_bytes(row.credential)) for row in rows]
