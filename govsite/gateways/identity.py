"""Checks of a name against an ID number (实名核验): what every gateway does, and what it can answer.

Each check that is answered costs money, a mismatch too; none is repeated by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
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


class Identity(Protocol):
    """A gateway of real names."""

    def check(self, name: str, id_no: str) -> Answer:
        """Whether a name belongs to an ID number of eighteen characters."""
