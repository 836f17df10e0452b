"""Who has a letter (分派): one, or many at once."""

from __future__ import annotations

from collections.abc import Iterable

from govsite.domain.letters.office import KIND, acting
from govsite.domain.tickets import assigning
from govsite.domain.tickets.assigning import Pick
from govsite.domain.tickets.desks import Colleague, Desk
from govsite.domain.tickets.hands import Hand


def assign(hand: Hand, to: Colleague) -> None:
    """Give a letter to a colleague of its department, or take it; see ``office`` for what is raised."""
    with acting(hand) as act:
        if act is not None:
            assigning.give(act, to)


def assign_many(desk: Desk, who: str, picks: Iterable[Pick], to: Colleague) -> tuple[int, int]:
    """Give many letters to a colleague; returns how many, and how many were left alone."""
    return assigning.assign_many(KIND, desk, who, picks, to)
