"""Values that are derived from a long-lived object once, and live as long as it does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

Owner = TypeVar("Owner")
Value = TypeVar("Value")


def per_object(make: Callable[[Owner], Value]) -> Callable[[Owner], Value]:
    """Let a function of one object remember its value for each object, until the object is collected.

    ``functools.cache`` would keep the object alive. The value must not refer to the object, or neither is ever freed.
    Two threads may make the same value at once; both are right and one is kept.
    """
    values: WeakKeyDictionary[Owner, Value] = WeakKeyDictionary()

    @wraps(make)
    def remembered(owner: Owner) -> Value:
        try:
            return values[owner]
        except KeyError:
            pass
        value = values[owner] = make(owner)
        return value

    return remembered
