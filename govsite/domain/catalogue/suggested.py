"""Guides that are suggested (为您推荐) by what somebody has chosen, each with the reason; nothing else is known."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from govsite.domain.catalogue.cards import Offer
from govsite.domain.catalogue.content import SiteContent


class Suggested(NamedTuple):
    """An item that a site offers, and the choices that led to it."""

    offer: Offer
    reasons: tuple[str, ...]


def suggest(content: SiteContent, groups: Collection[str], events: Collection[str], most: int) -> list[Suggested]:
    """The items of a site for persons that fit what was chosen: most reasons first, then what is asked for most."""
    found = []
    for offer in content.offers.values() if groups or events else ():
        item = offer.item
        if item.audience == "legal":
            continue
        reasons = [each for each in groups if each in item.groups] + [each for each in events if each in item.events]
        if reasons:
            found.append(Suggested(offer, tuple(reasons)))
    found.sort(key=lambda each: (-len(each.reasons), -each.offer.item.heat, each.offer.code))
    return found[:most]
