"""Hot items (热门事项) of a site."""

from __future__ import annotations

from collections.abc import Sequence

from govsite.domain.catalogue.cards import Offer
from govsite.domain.catalogue.content import SiteContent

MOST_HOT = 10


def hot_offers(content: SiteContent, codes: Sequence[str], most: int = MOST_HOT) -> list[Offer]:
    """The items that the site's configuration names and the site offers, filled up with its most asked-for ones."""
    named = [content.offers[code] for code in codes if code in content.offers]
    rest = (offer for code, offer in content.offers.items() if code not in codes)
    while len(named) < most and (offer := next(rest, None)):
        named.append(offer)
    return named[:most]
