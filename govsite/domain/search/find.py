"""Searching a site: its items first, then who else handles what was asked for, then offices, halls and notices.

Nothing is read from the database when the sites above are in memory. Which sites below offer an item is not looked
up: the levels of the item say it in general, and its page of other sites names them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from urllib.parse import urlencode

from govsite.domain.articles.board import OF_FILE, Boards
from govsite.domain.catalogue.cards import HallCard, ItemCard, Offer, Office
from govsite.domain.catalogue.content import SiteContent
from govsite.domain.catalogue.listing import Facet, Value
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.catalogue.wording import AUDIENCES
from govsite.domain.index.item_index import LONGEST_SEARCH, Ranking
from govsite.domain.search.notices import Found, find_notices
from govsite.domain.search.offices import names_office
from govsite.domain.search.offices_and_halls import OfficesAndHalls, find_offices_and_halls
from govsite.domain.search.place_names import SHORTEST_PLACE_NAME, Located, place_names
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

SEARCH_FACETS = ("audience", "theme", "department")
MOST_ELSEWHERE = 10
MOST_SITES = 5
CLEAR_SHARE = 0.8  # of the best score: an item with less is only close to what was asked for
BODY = 19  # characters of an 实施编码 before the code of the item
EQUAL_SHARE = 0.95  # an item with more is as good as the best
NO_CONDITIONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An item that this site does not offer: the nearest ``site`` above that does, else ``where`` says who does."""

    item: ItemCard
    site: Site | None
    where: str


@dataclass
class Results:
    """What a query found; ``query`` is without the ``places`` named in it, ``here`` is narrowed by ``chosen``.

    ``spans`` are where the names of places stood in the query as it was asked.
    ``words`` are those of the query without stop words, by which letters are found; ``read_as`` are what a few letters
    of the Latin alphabet in it were read as.
    ``best`` is the one answer that is better than all of this site, where it is elsewhere; ``elsewhere_first`` says
    that this site has only what is close to what was asked for. ``found_here`` is ``here`` before it was narrowed.
    """

    query: str
    places: tuple[Site, ...]
    spans: tuple[tuple[int, int], ...]
    here: list[Offer]
    best: Elsewhere | None
    elsewhere: list[Elsewhere]
    elsewhere_first: bool
    offices_and_halls: OfficesAndHalls
    notices: list[Found]
    suggestion: str | None
    marks: tuple[str, ...]
    related: tuple[str, ...]
    words: tuple[str, ...]
    read_as: tuple[str, ...]
    chosen: Mapping[str, str]
    found_here: Sequence[Offer] = field(repr=False)
    offices: Mapping[str, Office] = field(repr=False)

    @property
    def place(self) -> Site | None:
        """The likeliest of the places named."""
        return self.places[0] if self.places else None

    @property
    def empty(self) -> bool:
        """Whether nothing at all was found, but for places."""
        return not (self.found_here or self.others or self.departments or self.halls or self.notices)

    @property
    def others(self) -> int:
        """How many items are found that this site does not handle."""
        return len(self.elsewhere) + (self.best is not None)

    @property
    def departments(self) -> list[Office]:
        """The departments found, all of them."""
        return self.offices_and_halls.departments

    @property
    def halls(self) -> list[HallCard]:
        """The halls found, all of them."""
        return self.offices_and_halls.halls

    @property
    def offices_and_halls_first(self) -> bool:
        """Whether an office or a hall was asked for, not an errand."""
        return self.offices_and_halls.first

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """Values of the items found here with their numbers, the most frequent first; only where there is a choice."""
        facets = (self._facet(name) for name in SEARCH_FACETS)
        return tuple(facet for facet in facets if len(facet.values) > 1 or self.chosen.get(facet.name))

    def _facet(self, name: str) -> Facet:
        others = {key: term for key, term in self.chosen.items() if key != name}
        rest = [offer for offer in self.found_here if _fits(offer, others, self.offices)]
        counts = Counter(term for offer in rest for term in _terms(offer, name, self.offices))
        mine = self.chosen.get(name)
        if mine:
            counts.setdefault(mine, 0)  # a condition that leaves nothing can still be taken off
        values = [
            Value(term, self._label(name, term), count, term == mine, self._link(name, "" if term == mine else term))
            for term, count in counts.most_common()
        ]
        return Facet(name, tuple(sorted(values, key=lambda value: not value.chosen)))  # a page shows the first few

    def _link(self, name: str, term: str) -> str:
        """What follows ``?q=…`` in the URL with one value chosen, or none of this facet."""
        chosen = {**self.chosen, name: term}
        return "".join(f"&{urlencode({key: chosen[key]})}" for key in SEARCH_FACETS if chosen.get(key))

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
    today: date,
    chosen: Mapping[str, str] = NO_CONDITIONS,
    boards: Boards = OF_FILE,
) -> Results:
    """Everything a folded query finds at a site; ``chosen`` narrows by audience, theme, department (its slug)."""
    content = snapshot.site(site.code)
    located, ranking, offices_and_halls = _ask(query[:LONGEST_SEARCH], site, tree, snapshot)
    found = [content.offers[code] for code in ranking.codes if code in content.offers]
    chosen = _meaningful(chosen, found, content.offices)
    nearest = next((s for c, s in zip(ranking.codes, ranking.shares, strict=True) if c in content.offers), 0.0)
    elsewhere = _elsewhere(ranking.codes, chosen, content, site, tree, snapshot)
    is_best = elsewhere and elsewhere[0].item.code == ranking.codes[0] and CLEAR_SHARE <= nearest < EQUAL_SHARE
    best = elsewhere.pop(0) if is_best else None
    notices = find_notices(site, ranking.words, today, boards)
    if not (located.places or found or elsewhere or notices or any(offices_and_halls)):
        located = _sites_called(query, tree)
    return Results(
        query=located.rest,
        places=tuple([place for place in located.places if place is not site]) if located.rest else located.places,
        spans=located.spans,
        here=[offer for offer in found if _fits(offer, chosen, content.offices)] if chosen else found,
        best=best,
        elsewhere=elsewhere,
        elsewhere_first=bool(elsewhere) and nearest < CLEAR_SHARE,
        offices_and_halls=offices_and_halls,
        notices=notices,
        suggestion=None if located.places and not located.rest else ranking.suggestion,
        marks=ranking.marks,
        related=ranking.related,
        words=ranking.words,
        read_as=ranking.read_as if found or elsewhere else (),
        chosen=chosen,
        found_here=found,
        offices=content.offices,
    )


def _ask(query: str, site: Site, tree: SiteTree, snapshot: Snapshot) -> tuple[Located, Ranking, OfficesAndHalls]:
    """What is asked for and where, the items that it asks for, and the departments and halls that it names."""
    if code := _code_in(query, snapshot):
        return Located(query), Ranking((code,), (1.0,)), OfficesAndHalls([], [], first=False)
    index = snapshot.index
    located = place_names(tree).extract(
        query, site, lambda word: index.knows(word) or names_office(word), index.spells_word
    )
    ranking = index.rank(located.rest)
    where = located.places[0] if located.places else None
    offices_and_halls = find_offices_and_halls(snapshot, site, where, ranking.words)
    if where and not ranking.codes and (located.rest or not located.sure):
        ranking = index.rank(query)  # what looked like a place was none, or may be something else as well
    return located, ranking, offices_and_halls


def _code_in(query: str, snapshot: Snapshot) -> str:
    """The code of the item that a query is: its own, or at the end of a site's (实施编码)."""
    code = query.replace(" ", "").upper()
    return next((each for each in (code, code[BODY:]) if each in snapshot.items), "")


def _sites_called(query: str, tree: SiteTree) -> Located:
    """The sites that 切换站点 finds where nothing else is: by initials, by a code, by a part of a name."""
    places = tuple(tree.match(query)[:MOST_SITES]) if len(query) >= SHORTEST_PLACE_NAME else ()
    return Located("" if places else query, places)


def _elsewhere(
    ranked: Sequence[str],
    chosen: Mapping[str, str],
    content: SiteContent,
    site: Site,
    tree: SiteTree,
    snapshot: Snapshot,
) -> list[Elsewhere]:
    items = [snapshot.items[code] for code in ranked if code not in content.offers]
    if chosen:
        items = [item for item in items if all(term in _item_terms(item, name) for name, term in chosen.items())]
    if not items:
        return []
    above = [(step, snapshot.site(step.code).offers) for step in reversed(site.ancestors)]
    found = []
    for item in items[:MOST_ELSEWHERE]:
        nearest = next((step for step, offers in above if item.code in offers), None)
        found.append(Elsewhere(item, nearest, nearest.name if nearest else _levels(item, tree)))
    return found


def _levels(item: ItemCard, tree: SiteTree) -> str:
    """各市（州）、县（市、区）: the levels at which an item is handled."""
    words = (tree.portal.levels[level].removesuffix("级") for level in item.levels if level in tree.portal.levels)
    return "各" + "、".join(words) if item.levels else ""


def _item_terms(item: ItemCard, name: str) -> tuple[str, ...]:
    """The values of an item; which department handles it is a site's own matter."""
    if name == "theme":
        return item.themes
    if name == "audience":
        return ("natural", "legal") if item.audience == "both" else (item.audience,)
    return ()


def _terms(offer: Offer, name: str, offices: Mapping[str, Office]) -> tuple[str, ...]:
    if name != "department":
        return _item_terms(offer.item, name)
    office = offices.get(offer.department)
    return (office.slug,) if office else ()


def _fits(offer: Offer, chosen: Mapping[str, str], offices: Mapping[str, Office]) -> bool:
    return all(term in _terms(offer, name, offices) for name, term in chosen.items())


def _meaningful(chosen: Mapping[str, str], found: Iterable[Offer], offices: Mapping[str, Office]) -> dict[str, str]:
    """The conditions that some of what was found meets; others come from another search or another site."""
    chosen = {name: term for name, term in chosen.items() if name in SEARCH_FACETS and term}
    return {name: term for name, term in chosen.items() if any(term in _terms(offer, name, offices) for offer in found)}
