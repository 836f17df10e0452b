"""Values that are made once for each object and are freed with it."""

from __future__ import annotations

import gc
import weakref

import pytest

from govsite.domain.common.per_object import per_object


class Owner:
    def __init__(self, name: str) -> None:
        self.name = name


class Derived:
    def __init__(self, name: str) -> None:
        self.name = name


@per_object
def derived(owner: Owner) -> Derived:
    """Documented."""
    return Derived(owner.name)


def test_it_is_made_once_for_each_object() -> None:
    one, other = Owner("one"), Owner("other")
    assert derived(one) is derived(one)
    assert (derived(one).name, derived(other).name) == ("one", "other")


def test_it_goes_with_its_object() -> None:
    owner = Owner("gone")
    seen = weakref.ref(derived(owner))
    assert seen() is not None
    del owner
    gc.collect()
    assert seen() is None


def test_none_is_a_value_too() -> None:
    calls: list[Owner] = []

    @per_object
    def nothing(owner: Owner) -> None:
        calls.append(owner)

    one = Owner("one")
    assert nothing(one) is nothing(one) is None
    assert calls == [one]


def test_a_function_that_fails_is_tried_again() -> None:
    tries: list[str] = []

    @per_object
    def failing(owner: Owner) -> str:
        tries.append(owner.name)
        if len(tries) == 1:
            raise KeyError(owner.name)
        return owner.name

    one = Owner("one")
    with pytest.raises(KeyError):
        failing(one)
    assert failing(one) == "one"


def test_it_keeps_name_and_docstring() -> None:
    assert (derived.__name__, derived.__doc__) == ("derived", "Documented.")
