"""Questions about what a site offers that more than one page asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from govsite.domain.cards import Offer, Office
from govsite.domain.snapshot import SiteContent

MOST_HOT = 10


def hot_offers(content: SiteContent, codes: Sequence[str], most: int = MOST_HOT) -> list[Offer]:
    """The site's hot items: those its configuration names and it offers, filled up with its most asked for."""
    named = [content.offers[code] for code in codes if code in content.offers]
    rest = (offer for code, offer in content.offers.items() if code not in codes)
    while len(named) < most and (offer := next(rest, None)):
        named.append(offer)
    return named[:most]


def offices_with_counts(content: SiteContent) -> list[tuple[Office, int]]:
    """The departments that offer items here, with how many."""
    counts = Counter(offer.department for offer in content.offers.values())
    return [(office, counts[key]) for key, office in content.offices.items() if counts[key]]


def find_office(content: SiteContent, slug: str) -> Office | None:
    """The department of a slug at this site."""
    return next((office for office in content.offices.values() if office.slug == slug), None)
