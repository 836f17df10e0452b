"""Departments (部门) of a site: which of them do something there, and what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from govsite.domain.catalogue.cards import Offer, Office

if TYPE_CHECKING:
    from govsite.domain.catalogue.snapshot import SiteContent

Serving = tuple[tuple[Office, int], ...]


def serving(offers: Mapping[str, Offer], offices: Mapping[str, Office]) -> Serving:
    """The departments with items and how many; one that works under two names of the trade stands there once."""
    counts = Counter(offices[offer.department].name for offer in _known(offers, offices))
    first = {office.name: office for office in reversed(list(offices.values()))}
    named = (office for office in offices.values() if first[office.name] is office)
    return tuple((office, counts[office.name]) for office in named if counts[office.name])


def offers_of(content: SiteContent, office: Office) -> list[Offer]:
    """What a department does here, under each of the names of the trade it works for."""
    known = _known(content.offers, content.offices)
    return [offer for offer in known if content.offices[offer.department].name == office.name]


def find_office(content: SiteContent, slug: str) -> Office | None:
    """The department of a slug at this site."""
    return next((office for office in content.offices.values() if office.slug == slug), None)


def _known(offers: Mapping[str, Offer], offices: Mapping[str, Office]) -> Iterator[Offer]:
    return (offer for offer in offers.values() if offer.department in offices)
