"""Signed moments (时间戳): a text that goes out with a form and comes back unchanged, with the time when it went out.

Nothing is kept of it, and every worker can read it. One text at one moment has one spelling, so that what is good once
cannot come back spelt otherwise; a signature in base64 (itsdangerous) has several.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import NamedTuple

MAC_CHARACTERS = 32  # of the SHA-256 in hex: 128 bits, and an address stays short


class Stamp(NamedTuple):
    """What went out, and when, in whole seconds since 1970."""

    text: str
    moment: int


def stamped(secret: str, purpose: str, text: str, now: float) -> str:
    """The text with its moment and signature, in the characters of the text, ``0-9a-f`` and ``.``."""
    body = f"{text}.{int(now):x}"
    return f"{body}.{_mac(secret, purpose, body)}"


def read(secret: str, purpose: str, given: str) -> Stamp | None:
    """What was stamped for a purpose; None for anything else, whatever it is."""
    body, _, mac = given.rpartition(".")
    if not hmac.compare_digest(mac.encode("utf-8", "surrogatepass"), _mac(secret, purpose, body).encode()):
        return None
    text, _, moment = body.rpartition(".")
    return Stamp(text, int(moment, 16))


def _mac(secret: str, purpose: str, body: str) -> str:
    own = hmac.digest(secret.encode(), f"govsite stamp: {purpose}".encode(), "sha256")
    return hmac.new(own, body.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:MAC_CHARACTERS]
