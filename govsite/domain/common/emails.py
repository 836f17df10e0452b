"""Addresses of e-mail (电子邮箱), as far as one can tell that something is one."""

from __future__ import annotations

import re

LONGEST_EMAIL = 120  # characters
WRONG = "邮箱写得不完整，应该像 name@example.cn；不想留就空着。"
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def is_email(text: str) -> bool:
    """Whether a mail could go there."""
    return len(text) <= LONGEST_EMAIL and bool(_EMAIL.fullmatch(text))


def masked_email(text: str) -> str:
    """An address that only who knows it recognises (f***@example.cn)."""
    name, _, host = text.rpartition("@")
    return f"{name[:1]}***@{host}" if name else "***"
