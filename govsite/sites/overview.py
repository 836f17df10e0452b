"""How the sites of an area stand on a page."""

from __future__ import annotations

from typing import NamedTuple

from govsite.sites.site import Site

MOST_SITES = 300  # on a page; more are not found by eye


class Overview(NamedTuple):
    """The sites of an area as they stand on the page, in file order.

    ``groups`` are sites with all below them, ``direct`` those with none below. An area of more than MOST_SITES
    sites shows only its next level, ``folded``, and says how many of it are ``left_out``.
    """

    area: Site
    groups: list[tuple[Site, tuple[Site, ...]]]
    direct: list[Site]
    folded: tuple[Site, ...]
    left_out: int


def area_around(site: Site) -> Site:
    """The largest area around a site that fits on a page; where none does, the smallest."""
    areas = [level for level in site.path if level.children] or [site]
    return next((area for area in areas if len(area.below) <= MOST_SITES), areas[-1])


def overview(area: Site) -> Overview:
    """What the page shows of an area."""
    if len(area.below) > MOST_SITES:
        return Overview(area, [], [], area.children[:MOST_SITES], max(0, len(area.children) - MOST_SITES))
    groups = [(site, site.below) for site in area.children if site.children]
    return Overview(area, groups, [site for site in area.children if not site.children], (), 0)
