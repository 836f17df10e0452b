"""What a system signs of a request (请求签名): HMAC-SHA256 over lines, one a thing that must not be changed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

MOST_APART = 300  # seconds between a system's clock and ours


def string_to_sign(method: str, target: str, timestamp: str, nonce: str, body: bytes, idempotency_key: str) -> bytes:
    """The lines, one after the other; the last one is there where the request has an Idempotency-Key."""
    lines = [method, target, timestamp, nonce, hashlib.sha256(body).hexdigest()]
    return "\n".join([*lines, *([idempotency_key] if idempotency_key else [])]).encode("utf-8", "surrogateescape")


def signature(secret: str, signed: bytes) -> str:
    """The signature in hex."""
    return hmac.new(str.__str__(secret).encode(), signed, hashlib.sha256).hexdigest()


def is_signed(secret: str, sent: str, lines: Iterable[bytes]) -> bool:
    """Whether one of these is what the signature is of; it takes as long, whatever was sent."""
    found = [hmac.compare_digest(signature(secret, each).encode(), sent.lower().encode()) for each in lines]
    return any(found)


def is_fresh(timestamp: str, now: float) -> bool:
    """Whether a time in Unix seconds is near enough to now."""
    return (
        timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12 and abs(int(timestamp) - now) <= MOST_APART
    )
