"""The bundles (一件事) that a query means: by what they and the events of life are called."""

from __future__ import annotations

from govsite.domain.catalogue.bundles import ONE_THING, BundleCard, core
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.common.per_object import per_object
from govsite.domain.search.longest_match import LongestMatch

MOST_BUNDLES, MOST_OF_ALL = 2, 6  # found; shown to who asks for 一件事 and says not which
SHORTEST = 2  # characters of a query, and of a word in it
LEAST_SHARE = 0.5  # more of the query than this: 结婚 asks for the event, 结婚登记 for one errand
LEAST_BEGUN = 0.5  # of a name that a query begins: 企业 is 企业开办, not 企业职工退休


def find_bundles(snapshot: Snapshot, query: str) -> list[BundleCard]:
    """The bundles whose name or word is most of a folded query, or that it begins to name; the longest word first."""
    asked = core(query)
    if not asked and ONE_THING in query:
        return list(snapshot.bundles.values())[:MOST_OF_ALL]
    words, names = _called(snapshot)
    if len(asked) < SHORTEST or not words.within(asked) and asked not in names:
        return []
    found = []
    for bundle in snapshot.bundles.values():
        held = max((len(word) for word in bundle.called if len(word) >= SHORTEST and word in asked), default=0)
        name = bundle.called[0]
        if held > LEAST_SHARE * len(asked) or asked in name and len(asked) >= LEAST_BEGUN * len(name):
            found.append((held, bundle))
    found.sort(key=lambda each: -each[0])
    return [bundle for _, bundle in found[:MOST_BUNDLES]]


@per_object
def _called(snapshot: Snapshot) -> tuple[LongestMatch, str]:
    """What all bundles are called, to tell of most queries at once that they ask for none; their names, a line each."""
    cards = snapshot.bundles.values()
    words = (word for card in cards for word in card.called if len(word) >= SHORTEST)
    return LongestMatch(words), "\n".join(card.called[0] for card in cards)
