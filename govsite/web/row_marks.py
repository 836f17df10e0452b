"""Marks of rows in public addresses (翻页标记): the number of a row, enciphered, which would tell how many there are.

A permutation of 128 bits, four rounds of a keyed hash (Luby and Rackoff, 1988): half of a mark is the number, half of
it zeros, by which one that was made up is known.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

ROUNDS, HALF, LENGTH = range(4), 8, 22  # bytes of a half; characters of a mark
PURPOSE = "govsite: marks of rows, 1, round {}"


def mark_of(secret_key: str, number: int) -> str:
    """The mark of a row; the same number is the same mark, so its page is found in memory."""
    left, right = bytes(HALF), number.to_bytes(HALF, "big")
    for turn in ROUNDS:
        left, right = right, _mixed(secret_key, turn, left, right)
    return urlsafe_b64encode(left + right).rstrip(b"=").decode()


def row_of(secret_key: str, mark: str) -> int | None:
    """The row of a mark; None for what somebody made up."""
    if not mark.isascii() or len(mark) != LENGTH:
        return None
    try:
        block = urlsafe_b64decode(mark + "==")
    except Error:
        return None
    left, right = block[:HALF], block[HALF:]
    if len(right) != HALF:
        return None
    for turn in reversed(ROUNDS):
        left, right = _mixed(secret_key, turn, right, left), left
    return int.from_bytes(right, "big") if left == bytes(HALF) else None


def _mixed(secret_key: str, turn: int, half: bytes, by: bytes) -> bytes:
    key = hmac.digest(secret_key.encode(), PURPOSE.format(turn).encode(), "sha256")
    mask = hmac.digest(key, by, "sha256")
    return bytes(a ^ b for a, b in zip(half, mask, strict=False))
