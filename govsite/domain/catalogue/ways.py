"""The ways that save a trip (怎么办最省事): what of a site's items goes by each, and which halls help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from govsite.domain.catalogue.cards import HallCard, Offer
from govsite.domain.catalogue.halls import nearest_halls
from govsite.domain.catalogue.health import WHOLLY_ONLINE
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.models.base import IN_USE
from govsite.models.item import LOCAL, Item
from govsite.sites.site import Site

HELPERS, MACHINES = ("帮办", "代办"), ("自助",)  # in the signs of windows


@dataclass(frozen=True, slots=True)
class Ways:
    """What a site offers by each way; ``nearby`` are pairs of a 通办范围 and what goes so, the widest first.

    ``helpers`` and ``machines`` are the halls that have them, of this site or else of the nearest that has halls.
    """

    online: list[Offer]
    post: list[Offer]
    bookable: list[Offer]
    nearby: list[tuple[str, list[Offer]]]
    helpers: list[HallCard]
    machines: list[HallCard]


def ways_of(snapshot: Snapshot, site: Site) -> Ways:
    """The ways of a site; one query."""
    content = snapshot.site(site.code)
    rows = snapshot.reading().execute(select(Item.code, Item.post, Item.scope).where(Item.state == IN_USE))
    facts = {row.code: row for row in rows}
    offers = [offer for code, offer in content.offers.items() if code in facts]
    scopes: dict[str, list[Offer]] = {}
    for offer in offers:
        scopes.setdefault(facts[offer.code].scope, []).append(offer)
    halls = content.halls or nearest_halls(snapshot.halls.values(), site)[1]
    return Ways(
        online=[offer for offer in offers if offer.depth == WHOLLY_ONLINE],
        post=[offer for offer in offers if facts[offer.code].post],
        bookable=[offer for offer in offers if offer.bookable],
        nearby=sorted(((name, some) for name, some in scopes.items() if name not in ("", LOCAL)), key=_width),
        helpers=_with_units(halls, HELPERS),
        machines=_with_units(halls, MACHINES),
    )


def _width(scope: tuple[str, list[Offer]]) -> tuple[int, str]:
    """全国 before 跨省 before the rest of the province, then cities."""
    name = scope[0]
    return next((place for place, word in enumerate(("全国", "跨省", "省", "市")) if word in name), 9), name


def _with_units(halls: Iterable[HallCard], words: tuple[str, ...]) -> list[HallCard]:
    return [
        hall
        for hall in halls
        if any(word in unit for floor in hall.floors for unit in floor["units"] for word in words)
    ]
