"""What becomes of a message that is handed to a gateway."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """The gateway has taken it (已受理); ``external_id`` is its name there, "" where it gives none."""

    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """It was surely not sent; ``code`` is the gateway's own word for why, ``later`` whether another try makes sense."""

    code: str
    later: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether it was sent: the line broke, or the answer came too late or makes no sense (结果不明)."""

    code: str


Outcome = Sent | Refused | Unknown
