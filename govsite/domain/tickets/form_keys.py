"""Form keys (表单钥匙): what makes a double click, a reload and a resend of a form one and the same ticket.

A random key stands in the form; the database has its SHA-256 alone, so what is read there makes no receipt.
"""

from __future__ import annotations

import hashlib
import re
import secrets

KEY_BYTES = 24
_KEY = re.compile(r"[A-Za-z0-9_-]{32}")


def new_key() -> str:
    """A key for a form that is shown for the first time: 32 characters."""
    return secrets.token_urlsafe(KEY_BYTES)


def read_key(text: str) -> str:
    """The key that came with a form, or a new one where what came is none."""
    return text if _KEY.fullmatch(text) else new_key()


def digest_of(key: str) -> str:
    """What is stored of a key, in hex."""
    return hashlib.sha256(key.encode()).hexdigest()
