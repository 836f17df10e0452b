"""A cache of values made on demand that holds at most a fixed number of them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """A first-in, first-out cache: when it is full, the oldest value is dropped.

    Reading takes no lock. Two threads may make the same value at once; both are right and one is kept.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: dict[K, V] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key; ``make`` makes it when it is missing."""
        try:
            return self._values[key]
        except KeyError:
            pass
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self.most:
                del self._values[next(iter(self._values))]
        return value
