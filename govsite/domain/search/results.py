"""What a search found, in the parts of its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlencode

from govsite.domain.catalogue.cards import HallCard, ItemCard, Offer, Office
from govsite.domain.catalogue.listing import Facet, Value
from govsite.domain.catalogue.wording import AUDIENCES
from govsite.domain.search.notices import Found
from govsite.domain.search.offices_and_halls import OfficesAndHalls
from govsite.folding import fold
from govsite.sites.site import Site
from govsite.sites.words import NotHere

SEARCH_FACETS = ("audience", "theme", "department")
PAIR = 2  # characters
NO_CONDITIONS: Mapping[str, str] = MappingProxyType({})


class Said(NamedTuple):
    """What the search says before its lists.

    ``unsure`` says that nothing found is quite what was asked for; ``not_here`` is what this portal does not handle;
    ``complains`` says that somebody complains; ``situations`` are those that a vague word may mean, with what to search
    for; ``charge`` is the office in charge of ``item``, where that was asked for. ``english`` says that items were
    found by their English names.
    """

    unsure: bool = False
    not_here: NotHere | None = None
    complains: bool = False
    situations: tuple[tuple[str, str], ...] = ()
    item: ItemCard | None = None
    charge: Office | None = None
    english: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An item that this site does not offer: the nearest ``site`` above that does, else ``where`` says who does.

    ``facts`` are those of that site, else those of the item everywhere.
    """

    item: ItemCard
    site: Site | None
    where: str
    facts: str


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
    said: Said
    found_here: Sequence[Offer] = field(repr=False)
    offices: Mapping[str, Office] = field(repr=False)

    def called(self, item: ItemCard) -> str:
        """The everyday name by which an item was found, where its own name has less of the query; else ""."""
        pairs, best = self._pairs, ""
        most = sum(map(fold(item.name).count, pairs))
        if most < len(pairs):
            for name in item.aliases:
                held = sum(map(fold(name).count, pairs))
                if held > most:
                    best, most = name, held
        return best

    def for_whom(self, item: ItemCard) -> str:
        """办给个人, where not all that was found here is for the same people."""
        return f"办给{AUDIENCES[item.audience]}" if self._audiences_differ else ""

    @cached_property
    def _pairs(self) -> list[str]:
        return [mark for mark in self.marks if len(mark) == PAIR]

    @cached_property
    def _audiences_differ(self) -> bool:
        return len({offer.item.audience for offer in self.found_here}) > 1

    def without_items(self) -> Results:
        """The same without items that are only close to what was asked for, where something else is the answer."""
        said = self.said._replace(unsure=False)
        return replace(self, here=[], found_here=[], best=None, elsewhere=[], said=said)

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
        rest = [offer for offer in self.found_here if fits(offer, others, self.offices)]
        counts = Counter(term for offer in rest for term in terms(offer, name, self.offices))
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


def item_terms(item: ItemCard, name: str) -> tuple[str, ...]:
    """The values of an item; which department handles it is a site's own matter."""
    if name == "theme":
        return item.themes
    if name == "audience":
        return ("natural", "legal") if item.audience == "both" else (item.audience,)
    return ()


def terms(offer: Offer, name: str, offices: Mapping[str, Office]) -> tuple[str, ...]:
    """The values of an item at a site."""
    if name != "department":
        return item_terms(offer.item, name)
    office = offices.get(offer.department)
    return (office.slug,) if office else ()


def fits(offer: Offer, chosen: Mapping[str, str], offices: Mapping[str, Office]) -> bool:
    """Whether an offer meets conditions."""
    return all(term in terms(offer, name, offices) for name, term in chosen.items())
