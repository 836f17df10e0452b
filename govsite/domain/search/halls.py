"""The halls (大厅) that a query names, by what stands in their names and addresses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from govsite.domain.catalogue.cards import HallCard
from govsite.domain.catalogue.halls import general, nearest_halls
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.common.per_object import per_object
from govsite.domain.common.word_lists import word_list
from govsite.folding import fold
from govsite.sites.site import Site

SHORTEST_HALL_WORD = 2
HALL_KINDS = tuple(word for words in word_list(__file__, "halls.txt") for word in words)
_KIND = re.compile("|".join(sorted(HALL_KINDS, key=len, reverse=True)))
_ENDS = frozenset(kind[-2:] for kind in HALL_KINDS)
_LEAD_ON = re.compile("[在是]$")  # 办证大厅在 is left of 在什么位置
_COMMON_WORDS = re.compile("政务|服务|便民|行政|审批|办事|办证|综合|市民|中心|大厅|之家|街道")


class HallTexts:
    """Names and addresses of all halls in one string, so that a look-up is one pass.

    Most words stand in none of them, which the set of their bigrams tells at once, however many halls there are.
    """

    def __init__(self, halls: Iterable[HallCard]) -> None:
        self._halls = list(halls)
        self._starts: list[int] = []
        parts: list[str] = []
        length = 0
        for hall in self._halls:
            part = fold(f"{hall.name} {hall.address}") + "\n"
            self._starts.append(length)
            parts.append(part)
            length += len(part)
        self._text = "".join(parts)
        self._bigrams = frozenset(map("".join, zip(self._text, self._text[1:], strict=False)))

    def holding(self, word: str) -> list[HallCard]:
        """The halls whose name or address holds a word of two characters or more."""
        for at in range(len(word) - 1):
            if word[at : at + 2] not in self._bigrams:
                return []
        found = []
        at = self._text.find(word)
        while at >= 0:
            place = bisect_right(self._starts, at)
            found.append(self._halls[place - 1])
            at = self._text.find(word, self._starts[place]) if place < len(self._starts) else -1
        return found


@per_object
def hall_texts(snapshot: Snapshot) -> HallTexts:
    """The texts of a snapshot's halls, made at the first search."""
    return HallTexts(snapshot.halls.values())


def find_halls(snapshot: Snapshot, site: Site, pieces: Sequence[str]) -> tuple[list[HallCard], bool]:
    """Halls of a site and of those above and below it, own ones first, and whether a query asks for nothing else.

    ``pieces`` are those of the query. A hall is found by its name wherever it is; a kind (办事大厅) means one here.
    """
    texts = hall_texts(snapshot)
    found = [hall for word in pieces if _says_where(word) for hall in texts.holding(word)]
    bare = "".join(pieces)
    if not speaks_of_halls(bare):
        return _above_and_below(site, found), False
    kinds = _KIND.findall(bare)
    name = bare[: bare.rindex(kinds[-1]) + len(kinds[-1])]
    whole = _above_and_below(site, texts.holding(name))
    own = _COMMON_WORDS.sub("", name)
    if _says_where(own):
        meant = whole or _sorted(site, texts.holding(own))
        return meant or _above_and_below(site, found), bool(meant) and name == bare
    if not whole or not (own or "市民" in name):  # 省政务服务大厅 and 市民之家 mean one; any 政务中心 the site's own
        whole += own_halls(snapshot, site)
    return _sorted(site, whole), name == _LEAD_ON.sub("", bare)


def own_halls(snapshot: Snapshot, site: Site) -> list[HallCard]:
    """A site's own halls; where it has none, those of the nearest area that has any."""
    return general(snapshot.site(site.code).halls) or nearest_halls(snapshot.halls.values(), site)[1]


def speaks_of_halls(text: str) -> bool:
    """Whether a text names a kind of hall; the ends of kinds settle that quickly for most texts."""
    return any(end in text for end in _ENDS) and _KIND.search(text) is not None


def _says_where(word: str) -> bool:
    """Whether a word tells where: many houses have the same number."""
    return len(word) >= SHORTEST_HALL_WORD and not word.isdigit()


def _above_and_below(site: Site, halls: Sequence[HallCard]) -> list[HallCard]:
    """Halls of a site and of the sites above and below it, each once."""
    order = _order(site, halls)
    return _sorted(site, [hall for hall in halls if hall.site_code in order])


def _sorted(site: Site, halls: Sequence[HallCard]) -> list[HallCard]:
    order = _order(site, halls)
    once = {hall.id: hall for hall in halls}
    return sorted(once.values(), key=lambda hall: order.get(hall.site_code, len(order)))


def _order(site: Site, halls: Sequence[HallCard]) -> dict[str, int]:
    """The rank of each site that has one of these halls: a site, those above it, those below it."""
    held = {hall.site_code for hall in halls}
    steps = enumerate((site, *reversed(site.ancestors), *site.below)) if held else ()
    return {step.code: place for place, step in steps if step.code in held}
