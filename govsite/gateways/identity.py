"""Checks of a name, an ID number and a bank's card (实名核验、银行卡核验): what every gateway does and can answer.

Each check that is answered costs money, a mismatch too; none is repeated by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Match:
    """They belong together; ``reference`` is the gateway's own number of the check."""

    reference: str = ""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The number is somebody else's."""


@dataclass(frozen=True, slots=True)
class NoRecord:
    """Nobody has the number, as far as the gateway knows (库中无此号)."""


@dataclass(frozen=True, slots=True)
class Busy:
    """It was not checked; ``code`` is the gateway's own word for why."""

    code: str


Answer = Match | Mismatch | NoRecord | Busy


@dataclass(frozen=True, slots=True)
class Card:
    """A bank's card, and the phone that its owner has left with the bank; neither is kept anywhere."""

    number: str = field(repr=False)
    phone: str = field(repr=False)


class Identity(Protocol):
    """A gateway of real names."""

    def check(self, name: str, id_no: str) -> Answer:
        """Whether a name belongs to an ID number of eighteen characters."""

    def check_card(self, name: str, id_no: str, card: Card) -> Answer:
        """Whether name, ID number, card and phone belong together."""
