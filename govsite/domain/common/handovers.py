"""Codes by which a session begins on another host of the portal (单点登录): signed, short, good once.

Nothing is stored until one comes back: only its use is (``used``).
"""

from __future__ import annotations

from itsdangerous import BadData, URLSafeTimedSerializer

from govsite.domain.common.used import use_once

PURPOSE, GOOD_FOR = "handover", 300  # seconds, for who reads slowly; it is of one browser alone


def code(secret: str, session_id: int, host: str, ticket: str) -> str:
    """A code for who has a session, to be used on a host by the browser that brought a ticket."""
    return str(_signer(secret).dumps([session_id, host, ticket]))


def use(secret: str, given: str, host: str, ticket: str) -> int | None:
    """The number of the session that a code is for; None for one that is used, old, of another host or browser."""
    try:
        session_id, its_host, its_ticket = _signer(secret).loads(given, max_age=GOOD_FOR)
    except (BadData, ValueError, TypeError):
        return None
    if (its_host, its_ticket) != (host, ticket) or not use_once(PURPOSE, given, GOOD_FOR):
        return None
    return int(session_id)


def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=PURPOSE)
