"""Faceted browsing (分类浏览): the items of a site on two shelves, for persons and for businesses.

Facets combine (theme and event and group and way and department). Each value of a facet shows how many items the list
would have with it; values without items are not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from govsite.domain.catalogue.cards import FACETS, Offer, Office, Term
from govsite.domain.catalogue.glossary import WAYS, ways_of
from govsite.domain.common.bounded import Bounded
from govsite.folding import one_of

Chosen = tuple[str | None, str | None, str | None, str | None, str | None]  # in the order of FACETS
NOTHING_CHOSEN: Chosen = (None, None, None, None, None)
MOST_LISTINGS = 500  # a worker; some 25 KB each
MOST_QUERY_PARTS = 1_000  # the terms of all facets


class Terms(NamedTuple):
    """The facet values of the whole portal; ``departments`` are titles by slug."""

    vocabulary: tuple[Term, ...]
    departments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet with its number of items.

    ``query`` is the URL's query that adds this value to those chosen, or takes it off when it is chosen.
    """

    term: str
    label: str
    count: int
    chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet: ``name`` is the query parameter."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A value chosen; ``query`` takes it off."""

    facet: str
    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The offers that match, the facets beside them and the values chosen."""

    offers: tuple[Offer, ...]
    facets: tuple[Facet, ...]
    tags: tuple[Tag, ...]


class Shelf:
    """The items of one audience at one site. Sets of items are bitmaps (integers), a bit for each in the list's order.

    ``listings`` is the cache that all shelves of a worker share.
    """

    def __init__(
        self,
        audience: str,
        offers: Mapping[str, Offer],
        offices: Mapping[str, Office],
        terms: Terms,
        listings: Listings,
    ) -> None:
        self.offers = {c: o for c, o in offers.items() if o.item.audience in (audience, "both")}
        self._labels = {**{office.slug: office.title for office in offices.values()}, **terms.departments}
        self._slugs = {key: office.slug for key, office in offices.items()}
        self._known = self._vocabulary(audience, terms.vocabulary)
        self._bitmaps = self._index()
        self._listings = listings
        self._entrances: dict[str, tuple[Value, ...]] = {}

    def _vocabulary(self, audience: str, vocabulary: tuple[Term, ...]) -> dict[str, tuple[str, ...]]:
        """Every value of the portal by facet, in display order, with items here or not."""
        facets = {"theme": "theme", "life_event": "event", "group": "group"}
        known: dict[str, tuple[str, ...]] = dict.fromkeys(FACETS, ())
        for facet, kind, term in vocabulary:
            if kind in (audience, "both"):
                known[facets[facet]] += (term,)
        known["way"] = tuple(WAYS)
        known["department"] = tuple(self._labels)
        return known

    def _index(self) -> dict[str, dict[str, int]]:
        """For each value of each facet the bitmap of its items."""
        groups: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for number, offer in enumerate(self.offers.values()):
            for name in FACETS:
                for term in self._terms(name, offer):
                    groups[name][term] = groups[name].get(term, 0) | 1 << number
        return groups

    def _terms(self, name: str, offer: Offer) -> Iterable[str]:
        if name == "way":
            return ways_of(offer)
        return offer.item.terms(name) if name != "department" else (self._slugs.get(offer.department, ""),)

    def themes(self, facet: str = "theme") -> tuple[Value, ...]:
        """The values of one facet on the whole shelf, for entrances on the home page."""
        found = self._entrances.get(facet)
        if found is None:
            found = self._entrances[facet] = self._facet(facet, NOTHING_CHOSEN).values
        return found

    def term(self, name: str, text: str) -> str:
        """The value of a facet that a text names, in either script; "" for none."""
        return one_of(text, self._known[name])

    def knows(self, chosen: Chosen) -> bool:
        """Whether every value chosen is one of the portal's, with items here or not."""
        return all(term is None or term in self._known[name] for name, term in zip(FACETS, chosen, strict=True))

    def label(self, name: str, term: str) -> str:
        """How a value is shown to readers."""
        return self._labels.get(term, term) if name == "department" else term

    def listing(self, chosen: Chosen) -> Listing:
        """The items that match all values chosen, and the facets."""
        return self._listings.get((self, chosen), lambda: self._list(chosen))

    def _list(self, chosen: Chosen) -> Listing:
        matching = self._matching(chosen, None)
        facets = tuple(self._facet(name, chosen) for name in FACETS)
        tags = tuple(
            Tag(name, self.label(name, term), _query(chosen, name, None))
            for name, term in zip(FACETS, chosen, strict=True)
            if term
        )
        offers = tuple(offer for number, offer in enumerate(self.offers.values()) if matching >> number & 1)
        return Listing(offers, facets, tags)

    def _matching(self, chosen: Chosen, without: str | None) -> int:
        matching = (1 << len(self.offers)) - 1
        for name, term in zip(FACETS, chosen, strict=True):
            if term is not None and name != without:
                matching &= self._bitmaps[name].get(term, 0)
        return matching

    def _facet(self, name: str, chosen: Chosen) -> Facet:
        others = self._matching(chosen, name)
        mine = chosen[FACETS.index(name)]
        counted = ((term, (others & self._bitmaps[name].get(term, 0)).bit_count()) for term in self._known[name])
        values = (
            Value(t, self.label(name, t), n, t == mine, _query(chosen, name, None if t == mine else t))
            for t, n in counted
            if n
        )
        return Facet(name, tuple(values))


Listings = Bounded[tuple[Shelf, Chosen], Listing]


def query_of(chosen: Chosen) -> str:
    """The query of a URL with all values chosen; "" for none."""
    return _query(chosen, FACETS[0], chosen[0]).rstrip("?")


def _query(chosen: Chosen, facet: str, term: str | None) -> str:
    """The query of a URL with the value of one facet replaced; "?" when nothing is chosen."""
    terms = {**dict(zip(FACETS, chosen, strict=True)), facet: term}
    return "?" + "&".join([_part(name, value) for name, value in terms.items() if value])


@lru_cache(maxsize=MOST_QUERY_PARTS)
def _part(name: str, value: str) -> str:
    return urlencode({name: value})
