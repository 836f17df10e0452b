"""Keys of sealed columns: values encrypted before they reach the database, and keyed fingerprints to find them by.

A sealed value is suite (1 byte), number of the key (1), nonce (12), ciphertext, tag (16). Its first two bytes and its
place, "table.column", are authenticated with it: moved to another column or row of keys, it does not open.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect
from sqlalchemy.exc import DontWrapMixin

from govsite.models import suites

SETTING = "GOVSITE_DATA_KEYS"
INDEX = "index"  # the name of the key of fingerprints; the others are named by their numbers, 1 to 255
AES_256_GCM, SM4_GCM = 1, 2  # suites
KEY_BYTES = {32: AES_256_GCM, 16: SM4_GCM}  # a key's length says whose it is
SEALING = {AES_256_GCM: suites.aes_seal, SM4_GCM: suites.sm4_seal}
OPENING = {AES_256_GCM: suites.aes_open, SM4_GCM: suites.sm4_open}
HEADER, NONCE, FINGERPRINT = 2, 12, 16  # bytes


# Not wrapped by SQLAlchemy, whose message may hold the parameters, which are the plain values.
class KeysMissing(DontWrapMixin, RuntimeError):  # noqa: N818
    """A sealed column was used, and the portal has no keys."""


class CannotOpen(DontWrapMixin, ValueError):  # noqa: N818
    """A sealed value cannot be opened; the message says where it stands and why."""


class Keys:
    """The keys of a portal by name; the one with the highest number seals, all of them open.

    Without keys each use raises KeysMissing.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._index = keys.get(INDEX)
        self._numbered = {int(name): key for name, key in keys.items() if name != INDEX}

    @property
    def numbers(self) -> list[int]:
        """The numbers of the keys, newest last."""
        return sorted(self._numbered)

    @property
    def header(self) -> bytes:
        """The first bytes of what is sealed now."""
        if not self._numbered:
            raise KeysMissing(f"{SETTING} is not set: nothing can be sealed or opened")
        newest = self.numbers[-1]
        return bytes([KEY_BYTES[len(self._numbered[newest])], newest])

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt a text for a place with the newest key: 30 bytes more than the text has."""
        header, nonce = self.header, secrets.token_bytes(NONCE)
        data = text.encode("utf-8", "surrogatepass")
        return header + nonce + SEALING[header[0]](self._numbered[header[1]], nonce, data, header + place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt what was sealed for a place; raises CannotOpen for an unknown key and for anything changed."""
        from cryptography.exceptions import InvalidTag

        _ = self.header  # say first that there are no keys at all
        header, nonce, data = sealed[:HEADER], sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :]
        if len(data) < suites.TAG:
            raise CannotOpen(f"{place}: {len(sealed)} bytes are no sealed value")
        suite, number = header
        key = self._numbered.get(number)
        if key is None:
            raise CannotOpen(f"{place}: sealed with key {number}, which {SETTING} does not have")
        if KEY_BYTES[len(key)] != suite:
            raise CannotOpen(f"{place}: sealed with another key {number} than {SETTING} has")
        try:
            return OPENING[suite](key, nonce, data, header + place.encode()).decode("utf-8", "surrogatepass")
        except InvalidTag:
            raise CannotOpen(f"{place}: the value was changed or moved, or key {number} is another one") from None

    def fingerprint(self, value: str, purpose: str) -> bytes:
        """16 bytes that are the same for the same value and purpose; nobody without the key can try values."""
        if self._index is None:
            raise KeysMissing(f"{SETTING} is not set: nothing sealed can be looked up")
        text = f"{purpose}\0{value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._index, text, "sha256")[:FINGERPRINT]


def checked(sealed: bytes) -> bytes:
    """Bytes that have the form of a sealed value; raises ValueError for others."""
    if len(sealed) < HEADER + NONCE + suites.TAG or sealed[0] not in SEALING:
        raise ValueError("these bytes are no sealed value")
    return sealed


def new_key() -> str:
    """A random key of 256 bits, as the setting has it."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def new_setting() -> str:
    """The setting of a new portal: a key of fingerprints and a first one."""
    return f"{INDEX}:{new_key()},1:{new_key()}"


# By dialect, of which each engine has its own: so two portals in one process have their own keys.
_KEYS: WeakKeyDictionary[Dialect, Keys] = WeakKeyDictionary()
_NONE = Keys({})


def use_keys(dialect: Dialect, keys: Keys) -> None:
    """Let the sealed columns of an engine use these keys."""
    _KEYS[dialect] = keys


def keys_of(dialect: Dialect) -> Keys:
    """The keys of an engine; none where nobody named any."""
    return _KEYS.get(dialect, _NONE)
