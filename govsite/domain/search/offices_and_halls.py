"""What a query finds beside items: the departments and halls that it names or speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from govsite.domain.catalogue.cards import HallCard, Office
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.common.folding import plain
from govsite.domain.common.per_object import per_object
from govsite.domain.common.word_lists import beside
from govsite.domain.search import halls, offices
from govsite.domain.search.homophones import Heard, sound_of
from govsite.domain.search.longest_match import Words
from govsite.sites.site import Site

SHORTEST = 2
_LEVEL = re.compile("街道|镇|乡")


class Beside(NamedTuple):
    """Departments and halls, all that were found; ``first`` says that they were asked for, not an errand."""

    departments: list[Office]
    halls: list[HallCard]
    first: bool


class Asked(NamedTuple):
    """Where departments and halls are looked for: at ``site``, or at ``where``, the place named."""

    snapshot: Snapshot
    site: Site
    where: Site

    def find(self, pieces: list[str], wished: bool) -> Beside:
        """What the pieces of a query name."""
        found, office = offices.find_offices(self.snapshot, self.site, self.where, pieces, wished)
        places, hall = halls.find_halls(self.snapshot, self.where, pieces)
        return Beside(found, places, bool(found and office or places and hall))


def find_beside(snapshot: Snapshot, site: Site, place: Site | None, words: Sequence[str]) -> Beside:
    """The departments and halls that words name, read over what is said around a name (电话, 几点上班).

    Where they name none, they may sound like a name.
    """
    asked = Asked(snapshot, site, place or site)
    pieces = [piece for word in words for piece in _wishes().split(word)[1]]
    wished = sum(map(len, pieces)) < sum(map(len, words))
    found = asked.find(pieces, wished)
    if found.departments or found.halls:
        return found
    text = " ".join(pieces)
    meant = _meant(snapshot, text)
    if meant and not snapshot.index.knows(text):
        return asked.find(list(meant), wished)
    if halls.speaks_of_halls(text):
        found = found._replace(halls=halls.own_halls(snapshot, asked.where))
    return found


@cache
def _wishes() -> Words:
    return Words(word for words in beside(__file__, "wishes.txt") for word in words)


@cache
def _common() -> Heard:
    keys = offices.names()[0]
    lettered = [key for key in dict.fromkeys(key for found in keys.values() for key in found) if len(key) > SHORTEST]
    return Heard((*keys, *halls.KINDS), (*lettered, *halls.KINDS))


@per_object
def _hall_names(snapshot: Snapshot) -> Heard:
    """The names of a snapshot's halls, also without the word for their level."""
    full = [plain(hall.name) for hall in snapshot.halls.values()]
    return Heard(dict.fromkeys((*full, *(_LEVEL.sub("", name) for name in full))))


def _meant(snapshot: Snapshot, text: str) -> tuple[str, ...]:
    """The names that a text sounds like: of departments and kinds of halls, or of single halls."""
    sound = sound_of(text)
    return _common().names(text, sound) or _hall_names(snapshot).names(text, sound)
