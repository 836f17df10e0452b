"""What a query finds beside items: the departments (部门) and halls (大厅) that it names or speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from govsite.domain.catalogue.cards import HallCard, Office
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.common.per_object import per_object
from govsite.domain.common.word_lists import word_list
from govsite.domain.search import halls, offices
from govsite.domain.search.homophones import HomophoneIndex, sound_of
from govsite.domain.search.longest_match import LongestMatch
from govsite.folding import fold
from govsite.sites.site import Site

SHORTEST_WITH_INITIALS = 3  # characters of a name
_LEVEL = re.compile("街道|镇|乡")


class OfficesAndHalls(NamedTuple):
    """All departments and halls that were found; ``first`` says that they were asked for, not an errand."""

    departments: list[Office]
    halls: list[HallCard]
    first: bool


def find_offices_and_halls(snapshot: Snapshot, site: Site, place: Site | None, words: Sequence[str]) -> OfficesAndHalls:
    """The departments and halls that words name, apart from what is said around a name (电话, 几点上班).

    Where they name none, they may sound like a name.
    """
    where = place or site
    pieces = [piece for word in words for piece in _contact_words().split(word)[1]]
    contact = sum(map(len, pieces)) < sum(map(len, words))
    found = _named(snapshot, site, where, pieces, contact)
    if found.departments or found.halls:
        return found
    text = " ".join(pieces)
    meant = _sounding_like(snapshot, text)
    if meant and not snapshot.index.knows(text):
        return _named(snapshot, site, where, list(meant), contact)
    if halls.speaks_of_halls(text):
        found = found._replace(halls=halls.own_halls(snapshot, where))
    return found


def _named(snapshot: Snapshot, site: Site, where: Site, pieces: list[str], contact: bool) -> OfficesAndHalls:
    """What the pieces of a query name; the arguments are those of ``find_offices``."""
    departments, office = offices.find_offices(snapshot, site, where, pieces, contact)
    places, hall = halls.find_halls(snapshot, where, pieces)
    return OfficesAndHalls(departments, places, bool(departments and office or places and hall))


@cache
def _contact_words() -> LongestMatch:
    return LongestMatch(word for words in word_list(__file__, "contact_words.txt") for word in words)


def _sounding_like(snapshot: Snapshot, text: str) -> tuple[str, ...]:
    """The names that a text sounds like: of departments and kinds of halls, or of single halls."""
    sound = sound_of(text)
    return _common_names().match(text, sound) or _hall_names(snapshot).match(text, sound)


@cache
def _common_names() -> HomophoneIndex:
    """The names of departments and of kinds of halls; official names by their initials too."""
    keys = offices.office_names()[0]
    official = dict.fromkeys(key for found in keys.values() for key in found)
    with_initials = [key for key in official if len(key) >= SHORTEST_WITH_INITIALS]
    return HomophoneIndex((*keys, *halls.HALL_KINDS), (*with_initials, *halls.HALL_KINDS))


@per_object
def _hall_names(snapshot: Snapshot) -> HomophoneIndex:
    """The names of all halls, also without the word for their level."""
    full = [fold(hall.name) for hall in snapshot.halls.values()]
    return HomophoneIndex(dict.fromkeys((*full, *(_LEVEL.sub("", name) for name in full))))
