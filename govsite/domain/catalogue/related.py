"""Items that somebody who needs one often needs as well (相关事项): what leads to it, and what belongs to the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from govsite.domain.catalogue.cards import Offer
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.common.bounded import Bounded
from govsite.domain.common.per_object import per_object
from govsite.models.item import Item

MOST = 5
MOST_KEPT = 2_000  # answers of a snapshot
LEAST = 3  # points below which two items have little to do with each other
NEEDED_FIRST, SAME_EVENT, SAME_THEME, SAME_GROUP, SAME_OFFICE = 4, 2, 1, 1, 1
MOST_GIVERS = 3  # what more items than so many result in (居民身份证) says nothing of any of them
SHORTEST = 3  # characters of a result that can be looked for
_PARTS = re.compile(r"[、（）()；，]|或者|或")


def related_to(snapshot: Snapshot, site_code: str, item: Item) -> tuple[Offer, ...]:
    """The items that are related to one at a site that offers it; found once a snapshot."""
    offers = snapshot.site(site_code).offers
    names = [str(material["name"]) for material in item.materials]
    return _kept(snapshot).get((site_code, item.code), lambda: related(offers, item.code, names))


@per_object
def _kept(_: Snapshot) -> Bounded[tuple[str, str], tuple[Offer, ...]]:
    return Bounded(MOST_KEPT)


def related(offers: Mapping[str, Offer], code: str, materials: Iterable[str]) -> tuple[Offer, ...]:
    """The items of a site that are related to one of them, closest first, then the most asked-for.

    Points: 4 for one whose result is among the ``materials`` of this, 2 for each life event they share, 1 for a
    theme, a group or the office.
    """
    own = offers[code]
    wanted = {part for name in materials for part in _PARTS.split(name) if len(part) >= SHORTEST}
    givers = Counter(offer.item.result for offer in offers.values())
    points = {}
    for other, offer in offers.items():
        item = offer.item
        first = item.result in wanted and givers[item.result] <= MOST_GIVERS
        points[other] = (
            NEEDED_FIRST * first
            + SAME_EVENT * len({*item.events} & {*own.item.events})
            + SAME_THEME * (not {*item.themes}.isdisjoint(own.item.themes))
            + SAME_GROUP * (not {*item.groups}.isdisjoint(own.item.groups))
            + SAME_OFFICE * (offer.department == own.department)
        )
    points.pop(code)
    best = sorted(points, key=lambda other: -points[other])[:MOST]
    return tuple(offers[other] for other in best if points[other] >= LEAST)
