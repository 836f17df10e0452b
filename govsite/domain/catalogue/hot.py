"""Questions about what a site offers that more than one page asks."""

from __future__ import annotations

from collections.abc import Sequence

from govsite.domain.catalogue.cards import Offer
from govsite.domain.catalogue.content import SiteContent

MOST_HOT = 10


def hot_offers(content: SiteContent, codes: Sequence[str], most: int = MOST_HOT) -> list[Offer]:
    """The site's hot items: those its configuration names and it offers, filled up with its most asked for."""
    named = [content.offers[code] for code in codes if code in content.offers]
    rest = (offer for code, offer in content.offers.items() if code not in codes)
    while len(named) < most and (offer := next(rest, None)):
        named.append(offer)
    return named[:most]
