"""Passwords of people and of receipts, hashed: argon2id over a keyed hash (pepper).

Who has only the database cannot try passwords; who has only the portal's secret has nothing to try them against.
Parameters: OWASP Password Storage Cheat Sheet, argon2id with 19 MiB, 2 passes, 1 lane.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import unicodedata
from functools import cached_property
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, NamedTuple

from govsite.domain.common.spoken_passwords import spoken

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MOST_AT_ONCE = 2  # hashes in this process at a time; a worker has a core or less, more would only take memory
_turn = BoundedSemaphore(MOST_AT_ONCE)
_SALT_BYTES, _TAG_BYTES = 16, 32


class Cost(NamedTuple):
    """What a hash costs: memory in KiB, passes over it, lanes."""

    memory: int
    passes: int
    lanes: int


OWASP = Cost(19_456, 2, 1)
CHEAPEST = Cost(8, 1, 1)  # what tests make hundreds of


class Passwords:
    """Hashes and verifies with the portal's secret; one object a process.

    At most MOST_AT_ONCE run at a time, so that they take 38 MiB at most however many sign in at once; the others wait.
    Each takes some 30 ms: never call it inside ``writing()``. Another secret makes all passwords wrong.
    """

    def __init__(self, secret_key: str, cost: Cost = OWASP) -> None:
        self._pepper = _derive(secret_key, "govsite: pepper of passwords, 1")
        self._receipts = _derive(secret_key, "govsite: passwords of receipts, 1")
        self._prints = _derive(secret_key, "govsite: prints of forms, 1")
        self._cost = cost
        # The tag is random, so no password has this hash; to verify it costs what a real one costs.
        parameters = f"m={cost.memory},t={cost.passes},p={cost.lanes}"
        self._nobodys = f"$argon2id$v=19${parameters}${_random(_SALT_BYTES)}${_random(_TAG_BYTES)}"

    def hash(self, password: str) -> str:
        """What is stored of a password: 97 characters (ASCII) with salt and parameters."""
        with _turn:
            return self._hasher.hash(self._peppered(password))

    def verify(self, password: str, stored: str | None) -> bool:
        """Whether it is the password of a stored hash.

        None stands for a name that nobody has: it is never right and costs the same. Raises argon2's InvalidHashError
        for what is no hash.
        """
        from argon2.exceptions import VerifyMismatchError

        with _turn:
            try:
                self._hasher.verify(self._nobodys if stored is None else stored, self._peppered(password))
            except VerifyMismatchError:
                return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with other parameters: after a right password, hash and store it anew."""
        return self._hasher.check_needs_rehash(stored)

    def of_receipt(self, form_key: str) -> str:
        """The password of the receipt for a form key: the same for the same form, so that nothing has to be kept."""
        return spoken(_keyed(self._receipts, form_key))

    def print_of(self, content: str) -> str:
        """A keyed hash of what a form held, in hex: whether the same is sent once more."""
        return _keyed(self._prints, content).hex()

    @cached_property
    def _hasher(self) -> PasswordHasher:
        """Made when it is first used: most workers never see a password."""
        from argon2 import PasswordHasher

        cost = self._cost
        return PasswordHasher(cost.passes, cost.memory, cost.lanes, _TAG_BYTES, _SALT_BYTES)

    def _peppered(self, password: str) -> bytes:
        return _keyed(self._pepper, unicodedata.normalize("NFKC", password))


def _derive(secret_key: str, purpose: str) -> bytes:
    return _keyed(secret_key.encode(), purpose)


def _keyed(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")


def _random(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
