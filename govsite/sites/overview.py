"""The overview of an area's sites on the page 切换站点."""

from __future__ import annotations

from typing import NamedTuple

from govsite.sites.site import Site

MOST_SITES = 300  # on a page; nobody finds a site by eye among more


class Overview(NamedTuple):
    """The sites below an area, in file order.

    ``groups`` are its children with all their descendants, ``direct`` its children without any. An area of more than
    MOST_SITES sites shows only its children, ``folded``, and says how many of them are ``left_out``.
    """

    groups: list[tuple[Site, tuple[Site, ...]]] = []
    direct: list[Site] = []
    folded: tuple[Site, ...] = ()
    left_out: int = 0


def area_around(site: Site) -> Site:
    """The largest area around a site that fits on a page; the smallest if none does."""
    areas = [level for level in site.path if level.children] or [site]
    return next((area for area in areas if len(area.below) <= MOST_SITES), areas[-1])


def overview(area: Site) -> Overview:
    """What the page shows of an area."""
    if len(area.below) > MOST_SITES:
        return Overview(folded=area.children[:MOST_SITES], left_out=max(0, len(area.children) - MOST_SITES))
    groups = [(site, site.below) for site in area.children if site.children]
    return Overview(groups, [site for site in area.children if not site.children])
