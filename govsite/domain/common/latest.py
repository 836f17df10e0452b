"""Values in memory that are good while a number stands: of each key the one that was made last, of so many keys."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Latest(Generic[K, V]):
    """Holds at most ``most`` keys, those that came first go first. Reading takes no lock.

    Two threads may make the same value at once; both are right and one is kept.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: dict[K, tuple[object, V]] = {}
        self._lock = Lock()

    def last(self, key: K) -> V | None:
        """The value of a key, whatever it was made of."""
        known = self._values.get(key)
        return known[1] if known else None

    def get(self, key: K, made_of: object, make: Callable[[], V]) -> V:
        """The value of a key, made anew unless it was made of the same."""
        known = self._values.get(key)
        if known is not None and known[0] == made_of:
            return known[1]
        value = make()
        with self._lock:
            self._values[key] = (made_of, value)
            while len(self._values) > self.most:
                del self._values[next(iter(self._values))]
        return value
