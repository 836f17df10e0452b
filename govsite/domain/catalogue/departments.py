"""Departments (部门) of a site: which of them offer items there, and which items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from govsite.domain.catalogue.cards import Offer, Office

Serving = tuple[tuple[Office, int], ...]


def serving(offers: Mapping[str, Offer], offices: Mapping[str, Office]) -> Serving:
    """The departments that offer items, each with their number; one that acts under two names is listed once."""
    counts = Counter(offices[offer.department].name for offer in _known(offers, offices))
    first = {office.name: office for office in reversed(list(offices.values()))}
    named = (office for office in offices.values() if first[office.name] is office)
    return tuple((office, counts[office.name]) for office in named if counts[office.name])


def offers_of(office: Office, offers: Mapping[str, Offer], offices: Mapping[str, Office]) -> list[Offer]:
    """What a department offers here, under all the names that it acts under."""
    return [offer for offer in _known(offers, offices) if offices[offer.department].name == office.name]


def find_office(offices: Mapping[str, Office], slug: str) -> Office | None:
    """The department with this slug."""
    return next((office for office in offices.values() if office.slug == slug), None)


def _known(offers: Mapping[str, Offer], offices: Mapping[str, Office]) -> Iterator[Offer]:
    return (offer for offer in offers.values() if offer.department in offices)
