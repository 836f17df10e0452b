"""Searching a site: its items first, then who else handles what was asked for, then offices, halls and notices.

No query goes to the database where the sites above are in memory: what lies below a site is told by an item's
levels, and the page of an item's other sites names them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from govsite.domain.cards import HallCard, ItemCard, Offer, Office
from govsite.domain.listing import Facet, Value
from govsite.domain.search.beside import Beside, find_beside
from govsite.domain.search.index import LONGEST, Ranking
from govsite.domain.search.notices import find_notices
from govsite.domain.search.place_names import place_names
from govsite.domain.snapshot import SiteContent, Snapshot
from govsite.domain.wording import AUDIENCES
from govsite.sites.tree import Notice, Site, SiteTree

FACETS = ("audience", "theme", "department")
MOST_ELSEWHERE = 10
CLEARLY = 0.8  # an item with less than this share of the best score is not what was asked for
HARDLY = 0.6  # below this share an item of this site is left out when the best answer is elsewhere
NOTHING_CHOSEN: Mapping[str, str] = MappingProxyType({})

Sessions = Callable[[], Session]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An item that this site does not offer: the nearest ``site`` above that does, else ``where`` says who does."""

    item: ItemCard
    site: Site | None
    where: str


@dataclass
class Results:
    """What was ``asked`` found; ``query`` is without the ``place`` named in it, ``here`` is narrowed by ``chosen``.

    ``elsewhere_first`` says that the best answer is not among this site's items; ``beside`` are departments and halls.
    """

    asked: str
    query: str
    place: Site | None
    here: list[Offer]
    elsewhere: list[Elsewhere]
    elsewhere_first: bool
    beside: Beside
    notices: list[Notice]
    suggestion: str | None
    marks: tuple[str, ...]
    near: tuple[str, ...]
    chosen: Mapping[str, str]
    codes: Sequence[str] = field(repr=False)
    found_here: Sequence[Offer] = field(repr=False)
    offices: Mapping[str, Office] = field(repr=False)

    @property
    def empty(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.found_here or self.elsewhere or self.departments or self.halls or self.notices)

    @property
    def departments(self) -> list[Office]:
        """The departments found, all of them."""
        return self.beside.departments

    @property
    def halls(self) -> list[HallCard]:
        """The halls found, all of them."""
        return self.beside.halls

    @property
    def beside_first(self) -> bool:
        """Whether an office or a hall was asked for, not an errand."""
        return self.beside.first

    @cached_property
    def hits(self) -> list[Offer | Elsewhere]:
        """All items, wherever they are offered, best first."""
        by_code: dict[str, Offer | Elsewhere] = {offer.code: offer for offer in self.here}
        by_code.update({other.item.code: other for other in self.elsewhere})
        return [by_code[code] for code in self.codes if code in by_code]

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """Values of the items found here with their numbers, the most frequent first; only where there is a choice."""
        facets = (self._facet(name) for name in FACETS)
        return tuple(facet for facet in facets if len(facet.values) > 1 or self.chosen.get(facet.name))

    def _facet(self, name: str) -> Facet:
        others = {key: term for key, term in self.chosen.items() if key != name}
        rest = [offer for offer in self.found_here if _fits(offer, others, self.offices)]
        counts = Counter(term for offer in rest for term in _terms(offer, name, self.offices))
        mine = self.chosen.get(name)
        values = (
            Value(term, self._label(name, term), count, term == mine, self._link(name, "" if term == mine else term))
            for term, count in counts.most_common()
        )
        return Facet(name, tuple(values))

    def _link(self, name: str, term: str) -> str:
        """What follows ``?q=…`` in the URL with one value chosen, or none of this facet."""
        chosen = {**self.chosen, name: term}
        return "".join(f"&{urlencode({key: chosen[key]})}" for key in FACETS if chosen.get(key))

    def _label(self, name: str, term: str) -> str:
        if name == "audience":
            return AUDIENCES[term]
        if name == "theme":
            return term
        return next((office.title for office in self.offices.values() if office.slug == term), term)


def search(
    query: str,
    site: Site,
    tree: SiteTree,
    snapshot: Snapshot,
    session: Sessions,
    today: date,
    chosen: Mapping[str, str] = NOTHING_CHOSEN,
) -> Results:
    """Everything a folded query finds at a site; ``chosen`` narrows by audience, theme, department (its slug)."""
    content = snapshot.site(session, site.code)
    query = query[:LONGEST]
    rest, place = place_names(tree).take(query, site, snapshot.index.knows)
    ranking = snapshot.index.rank(rest)
    beside = find_beside(snapshot, session, site, place, ranking.words)
    if place and rest and not ranking.codes:
        ranking = snapshot.index.rank(query)  # what looked like a place was none
    elsewhere_first = _best_is_elsewhere(ranking, content)
    least = HARDLY if elsewhere_first else 0.0
    shares = zip(ranking.codes, ranking.shares, strict=True)
    found = [content.offers[code] for code, share in shares if share >= least and code in content.offers]
    chosen = {name: term for name, term in chosen.items() if name in FACETS and term}
    return Results(
        asked=query,
        query=rest,
        place=None if place is site else place,
        here=[offer for offer in found if _fits(offer, chosen, content.offices)] if chosen else found,
        elsewhere=_elsewhere(ranking, content, site, tree, snapshot, session),
        elsewhere_first=elsewhere_first,
        beside=beside,
        notices=find_notices(site, ranking.words, today),
        suggestion=ranking.suggestion,
        marks=ranking.marks,
        near=ranking.near,
        chosen=chosen,
        codes=ranking.codes,
        found_here=found,
        offices=content.offices,
    )


def _best_is_elsewhere(ranking: Ranking, content: SiteContent) -> bool:
    shares = zip(ranking.codes, ranking.shares, strict=True)
    return bool(ranking.codes) and max((s for code, s in shares if code in content.offers), default=0.0) < CLEARLY


def _elsewhere(
    ranking: Ranking, content: SiteContent, site: Site, tree: SiteTree, snapshot: Snapshot, session: Sessions
) -> list[Elsewhere]:
    codes = [code for code in ranking.codes if code not in content.offers][:MOST_ELSEWHERE]
    if not codes:
        return []
    above = [(step, snapshot.site(session, step.code).offers) for step in reversed(site.ancestors)]
    found = []
    for code in codes:
        item = snapshot.items[code]
        nearest = next((step for step, offers in above if code in offers), None)
        found.append(Elsewhere(item, nearest, nearest.name if nearest else _levels(item, tree)))
    return found


def _levels(item: ItemCard, tree: SiteTree) -> str:
    """各市（州）、县（市、区）: the levels at which an item is handled."""
    words = (tree.portal.levels[level].removesuffix("级") for level in item.levels if level in tree.portal.levels)
    return "各" + "、".join(words) if item.levels else ""


def _terms(offer: Offer, name: str, offices: Mapping[str, Office]) -> tuple[str, ...]:
    if name == "theme":
        return offer.item.themes
    if name == "department":
        office = offices.get(offer.department)
        return (office.slug,) if office else ()
    return ("natural", "legal") if offer.item.audience == "both" else (offer.item.audience,)


def _fits(offer: Offer, chosen: Mapping[str, str], offices: Mapping[str, Office]) -> bool:
    return all(term in _terms(offer, name, offices) for name, term in chosen.items())
