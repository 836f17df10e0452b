"""What a query finds beside items: departments, halls and notices."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from govsite.domain.cards import HallCard, Office
from govsite.domain.folding import plain
from govsite.domain.search import lexicon
from govsite.sites.tree import Notice, Site

if TYPE_CHECKING:
    from govsite.domain.snapshot import SiteContent, Snapshot

MOST = 5
SHORTEST = 2
MOST_NOTICES = 500
HALLS = ("大厅", "政务中心", "办事中心", "服务中心", "市民中心", "市民之家")


def find_offices(content: SiteContent, bare: str) -> list[Office]:
    """The departments of a site whose name holds the query, is held by it, or means the same."""
    if len(bare) < SHORTEST:
        return []
    offices = content.offices
    found = [o for key, o in offices.items() if bare in o.name or bare in o.title or key in bare]
    terms = lexicon.load().terms
    concepts = terms.get(bare)
    if concepts:  # 派出所 is asked for, 公安局 is meant
        alike = set(concepts)
        found += [o for key, o in offices.items() if o not in found and not alike.isdisjoint(terms.get(key, ()))]
    return found[:MOST]


def is_named(bare: str, offices: Iterable[Office], halls: Sequence[HallCard]) -> bool:
    """Whether a query is the name of an office or a hall that was found, not an errand."""
    if halls and bare.endswith(HALLS):
        return True
    return any(bare in (office.key, office.title) or office.name.endswith(bare) for office in offices)


class HallTexts:
    """Names and addresses of all halls in one string, so that a look-up is one pass.

    Most words stand in no hall's, which the pairs of characters there tell at once, however many halls there are.
    """

    def __init__(self, halls: Iterable[HallCard]) -> None:
        self._halls = list(halls)
        self._starts: list[int] = []
        parts: list[str] = []
        length = 0
        for hall in self._halls:
            part = plain(f"{hall.name} {hall.address}\n")
            self._starts.append(length)
            parts.append(part)
            length += len(part)
        self._text = "".join(parts)
        self._pairs = frozenset(map("".join, zip(self._text, self._text[1:], strict=False)))

    def holding(self, word: str) -> list[HallCard]:
        """The halls whose name or address holds a word of two characters or more."""
        for at in range(len(word) - 1):
            if word[at : at + 2] not in self._pairs:
                return []
        found = []
        at = self._text.find(word)
        while at >= 0:
            place = bisect_right(self._starts, at)
            found.append(self._halls[place - 1])
            at = self._text.find(word, self._starts[place]) if place < len(self._starts) else -1
        return found


_texts: WeakKeyDictionary[Snapshot, HallTexts] = WeakKeyDictionary()


def find_halls(snapshot: Snapshot, site: Site, words: Sequence[str], bare: str) -> list[HallCard]:
    """Halls of a site, those above and those below it, whose name or address holds a word; own ones first."""
    texts = _texts.get(snapshot)
    if texts is None:
        texts = _texts[snapshot] = HallTexts(snapshot.halls.values())
    found = dict.fromkeys(hall.id for word in words if len(word) >= SHORTEST for hall in texts.holding(word))
    if not found and bare.endswith(HALLS):
        found = dict.fromkeys(hall.id for hall in snapshot.halls.values() if hall.site_code == site.code)
    if not found:
        return []
    order = {step.code: place for place, step in enumerate((site, *reversed(site.ancestors), *site.below))}
    near = [hall for hall in map(snapshot.halls.__getitem__, found) if hall.site_code in order]
    return sorted(near, key=lambda hall: order[hall.site_code])[:MOST]


def find_notices(site: Site, words: Sequence[str], today: date) -> list[Notice]:
    """The notices shown today whose title holds a word, or whose body holds them all."""
    words = [word for word in words if len(word) >= SHORTEST]
    shown = site.active_notices(today) if words else []
    return [notice for notice in shown if _speaks_of(notice, words)][:MOST]


def _speaks_of(notice: Notice, words: Sequence[str]) -> bool:
    title, body = _folded(notice)
    for word in words:
        if word in title:
            return True
    return all(word in body for word in words)


@lru_cache(maxsize=MOST_NOTICES)
def _folded(notice: Notice) -> tuple[str, str]:
    return plain(notice.title), plain(notice.body)
