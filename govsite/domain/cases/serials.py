"""Numbers of cases across systems (办件流水号): 实施编码 (31), day of receipt (8), number of that day (4)."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from govsite.domain.tickets.numbers import OFFERING
from govsite.models.case import SERIAL

_SHAPE = re.compile(r"[0-9A-Z]{31}\d{8}[0-9A-Z]{4}")


class Serial(NamedTuple):
    """The parts of a 办件流水号."""

    offering: str
    day: date
    turn: str

    @property
    def item_code(self) -> str:
        """The 基本编码 in the 实施编码."""
        return self.offering[19:]


def read_serial(text: str) -> Serial | None:
    """The parts of a number, None where it is none: wrong in length, or with a day that there is not."""
    if len(text) != SERIAL or not _SHAPE.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text[OFFERING : OFFERING + 8])
    except ValueError:
        return None
    return Serial(text[:OFFERING], day, text[OFFERING + 8 :])


def prefix_of(offering: str, day: date) -> str:
    """What the numbers of an offering begin with on a day."""
    return f"{offering}{day:%Y%m%d}"
