"""Codes (授权码): all that they stand for is sealed in themselves, so that to go on to a system writes nothing.

A code is good for a minute and once; that it was used is written down where it is used (``common/used.py``).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from govsite.domain.common import used
from govsite.models.sealing import CannotOpen, keys_of

GOOD_FOR = 60  # seconds
LONGEST_NONCE, LONGEST_CODE = 400, 4_000  # characters
_PLACE, _PURPOSE = "openid.code", "openid code"


@dataclass(frozen=True, slots=True)
class Code:
    """Who goes on to which system, out of which session, and what it is let know; times in seconds since 1970.

    The methods are those that authlib asks a code for.
    """

    client: int
    account: int
    sign_in: int
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    auth_time: int
    acr: str
    amr: tuple[str, ...]
    firm: int = 0  # the legal person that they come for
    expires: int = 0
    jti: str = ""

    code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        """Where it was sent."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What was granted."""
        return self.scope

    def get_nonce(self) -> str:
        """What the system wants to find again in the token."""
        return self.nonce

    def get_auth_time(self) -> int:
        """When its person signed in."""
        return self.auth_time

    def get_acr(self) -> str:
        """Their level."""
        return self.acr

    def get_amr(self) -> list[str]:
        """How they signed in."""
        return list(self.amr)

    @property
    def hash(self) -> str:
        """What is kept of it beside a token."""
        return hashlib.sha256(self.jti.encode()).hexdigest()


def seal(session: Session, code: Code) -> str:
    """The code as it goes out. Raises KeysMissing where nothing can be sealed."""
    whole = replace(code, expires=int(time.time()) + GOOD_FOR, jti=secrets.token_urlsafe(16))
    sealed = keys_of(session.get_bind().dialect).seal(json.dumps(asdict(whole)), _PLACE)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def read(session: Session, text: str) -> Code | None:
    """What a code stands for, None for one that is none of ours or is over."""
    if len(text) > LONGEST_CODE or not text.isascii():
        return None
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        values: dict[str, Any] = json.loads(keys_of(session.get_bind().dialect).open(sealed, _PLACE))
    except (CannotOpen, binascii.Error, ValueError):
        return None
    code = Code(**{**values, "amr": tuple(values["amr"])})
    return code if code.expires > time.time() else None


def spend(session: Session, code: Code) -> bool:
    """Use a code up; False where it was used already. Part of the caller's writing."""
    return used.spend(session, _PURPOSE, code.jti, 2.0 * GOOD_FOR)
