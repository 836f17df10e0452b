"""Marks of rows in public addresses (翻页标记): the number of a row, encrypted, which would tell how many there are."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

BLOCK, NUMBER, LENGTH = 16, 8, 22  # bytes of a mark, of the number in it; characters
PURPOSE = b"govsite: marks of rows, 1"


def mark_of(secret_key: str, number: int) -> str:
    """The mark of a row: one block, so the same number is the same mark and its page is found in memory."""
    encryptor = _cipher(secret_key).encryptor()
    block = encryptor.update(number.to_bytes(NUMBER, "big").rjust(BLOCK, b"\0")) + encryptor.finalize()
    return urlsafe_b64encode(block).rstrip(b"=").decode()


def row_of(secret_key: str, mark: str) -> int | None:
    """The row of a mark; None for what somebody made up."""
    if not mark.isascii() or len(mark) != LENGTH:
        return None
    try:
        block = urlsafe_b64decode(mark + "==")
    except Error:
        return None
    if len(block) != BLOCK:
        return None
    decryptor = _cipher(secret_key).decryptor()
    text = decryptor.update(block) + decryptor.finalize()
    return int.from_bytes(text, "big") if not any(text[: BLOCK - NUMBER]) else None


def _cipher(secret_key: str) -> Cipher[ECB]:
    return Cipher(AES(hmac.digest(secret_key.encode(), PURPOSE, "sha256")), ECB())  # noqa: S305
