"""Telling a system that somebody has left (OpenID Connect Back-Channel Logout 1.0): one signed POST."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from govsite.database.session import reading
from govsite.domain.openid import clients, keys
from govsite.gateways.http import Answer
from govsite.gateways.outcomes import Outcome, Refused, Sent, Unknown

EVENT = "http://schemas.openid.net/event/backchannel-logout"
GOOD_FOR = 120  # seconds
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Post = Callable[[str, Mapping[str, str], bytes], Answer | Refused | Unknown]


def tell(issuer: str, address: str, said: Mapping[str, str], name: str, post: Post) -> Outcome:
    """Send the word, signed now; ``name`` is the same at each try.

    Only to the address that the operator has registered, as it is now: what was put down before may be out of date.
    """
    from joserfc import jwt

    session = reading()
    client = clients.find(session, int(said["client"]))
    if client is None or client.logout_uri != address:
        return Refused("address-changed")
    try:
        key = keys.signing(session)
    except keys.NoKey:
        return Refused("no-key", later=True)
    now = int(time.time())
    claims = {"iss": issuer, "aud": client.client_id, "iat": now, "exp": now + GOOD_FOR, "jti": name}
    claims |= {"sub": said["sub"], "sid": said["sid"], "events": {EVENT: {}}}
    header = {"alg": keys.ALGORITHM, "kid": key.kid, "typ": "logout+jwt"}
    token = jwt.encode(header, claims, key, [keys.ALGORITHM])
    session.rollback()  # nothing is held while a system thinks
    answer = post(address, FORM, urlencode({"logout_token": token}).encode())
    if not isinstance(answer, Answer):
        return answer
    if answer.status in (200, 204):
        return Sent()
    return Refused(f"http-{answer.status}", later=answer.status != 400)
