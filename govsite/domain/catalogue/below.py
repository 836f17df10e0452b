"""What the sites below one handle and it does not: for who looks for a county's item at the city or the province."""

from __future__ import annotations

from govsite.domain.catalogue.cards import ItemCard, as_offer
from govsite.domain.catalogue.glossary import ways_of
from govsite.domain.catalogue.listing import Chosen
from govsite.domain.catalogue.offerings import levels_of
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.sites.site import Site


def items_below(snapshot: Snapshot, site: Site, audience: str, chosen: Chosen) -> int:
    """How many items that match the facets chosen are handled by sites below only.

    A department is one of this site's: what only those below have is not counted for it.
    """
    lower = {level for each in site.below for level in levels_of(each)}.difference(levels_of(site))
    content = snapshot.site(site.code)
    slugs = {key: office.slug for key, office in content.offices.items()}
    return sum(
        1
        for code, item in snapshot.items.items()
        if code not in content.offers
        and item.audience in (audience, "both")
        and not lower.isdisjoint(item.levels)
        and _matches(item, chosen, slugs.get(item.department))
    )


def _matches(item: ItemCard, chosen: Chosen, department: str | None) -> bool:
    theme, event, group, way, slug = chosen
    return (
        (theme is None or theme in item.themes)
        and (event is None or event in item.events)
        and (group is None or group in item.groups)
        and (slug is None or slug == department)
        and (way is None or way in ways_of(as_offer(item)))
    )
