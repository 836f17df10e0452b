"""Systems elsewhere where people sign in (外部登录): what each of them is asked, and what it can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Away:
    """Nothing is known; with ``unasked`` the question has not left, and may be asked again with the same code."""

    code: str
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class Denied:
    """The system says no, or what it says is not believed; ``code`` is why."""

    code: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who has signed in there, by the system's own name of them; ``level`` is ours (认证等级), 0 where it tells none.

    ``name`` and ``id_no`` are what it has checked, "" where it does not tell them. A legal person (法人) has a
    ``credit_code`` instead.
    """

    subject: str
    name: str = field(default="", repr=False)
    id_no: str = field(default="", repr=False)
    level: int = 0
    credit_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a way out carries: the address ``back``, the ``state`` that it carries; ``nonce`` and ``verifier`` (PKCE)
    are this browser's alone.
    """

    back: str
    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


class Outside(Protocol):
    """A system; ``issuer`` is what its people are bound under, ``name`` what people call it."""

    @property
    def issuer(self) -> str:
        """Whose people these are; never another's, also after the settings have changed."""

    @property
    def name(self) -> str:
        """As it stands on buttons."""

    @property
    def simulated(self) -> bool:
        """Whether it is a fake server."""

    def authorize_url(self, leaving: Leaving) -> str | Away:
        """Where a browser signs in."""

    def exchange(self, answer: Mapping[str, str], leaving: Leaving) -> Person | Denied | Away:
        """Who has come back with an answer: ``code``, and ``iss`` where the system says who it is."""
