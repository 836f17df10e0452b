"""The bundles (一件事) that a query means: by what they and the events of life are called."""

from __future__ import annotations

from govsite.domain.catalogue.bundles import BundleCard, core
from govsite.domain.catalogue.snapshot import Snapshot

MOST_BUNDLES = 2
SHORTEST = 2  # characters of a query, and of a word in it
LEAST_SHARE = 0.5  # more of the query than this: 结婚 asks for the event, 结婚登记 for one errand


def find_bundles(snapshot: Snapshot, query: str) -> list[BundleCard]:
    """The bundles whose name or word is most of a folded query, or that it begins to name; the longest word first."""
    asked = core(query)
    if len(asked) < SHORTEST:
        return []
    found = []
    for bundle in snapshot.bundles.values():
        held = max((len(word) for word in bundle.called if len(word) >= SHORTEST and word in asked), default=0)
        if held > LEAST_SHARE * len(asked) or asked in bundle.called[0]:
            found.append((held, bundle))
    found.sort(key=lambda each: -each[0])
    return [bundle for _, bundle in found[:MOST_BUNDLES]]
