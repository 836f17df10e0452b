"""Which page one lands on after switching the site, and how the sites stand on the page."""

from __future__ import annotations

import re
from typing import NamedTuple

from govsite.sites.tree import Site

LONGEST = 2_000  # characters of a page's address
MOST = 300  # sites on a page; more are not found by eye
# Path and query as our own links write them: no other host, no fragment, nothing that browsers drop or turn round.
_OWN = re.compile(r"/(?![/\\])[!-\"$-\[\]-~]*")
_GUIDE = re.compile(r"(/guides/[0-9A-Za-z]{1,40}(/[a-z]+)?)(\?.*)?")
# Pages that every site has under the same address; what belongs to one site (a hall, a notice) leads to its list.
_KEPT = re.compile(
    r"/(personal|business|departments(/[a-z0-9-]+)?|halls|notices|help(/[a-z]+)?|sitemap|search)?(\?.*)?"
)


def own_page(page: str) -> str:
    """The address of a page after the mount as a visitor's link gave it; "/" when it may lead anywhere else."""
    return page if len(page) <= LONGEST and _OWN.fullmatch(page) else "/"


def landing(page: str) -> str:
    """The page of the other site that stands for this one; "/" for anything unknown."""
    page = own_page(page)
    guide = _GUIDE.fullmatch(page)
    if guide:
        return guide[1]
    if _KEPT.fullmatch(page):
        return re.sub(r"([?&])page=\d+&?", r"\1", page).rstrip("?&")
    first = re.split(r"[/?]", page)[1]
    return f"/{first}" if first in ("halls", "notices") else "/"


class Overview(NamedTuple):
    """The sites of an area as they stand on the page, in file order.

    ``groups`` are sites with all below them, ``direct`` those with none below. An area of more than MOST sites shows
    only its next level, ``folded``, and says how many of it are ``left_out``.
    """

    area: Site
    groups: list[tuple[Site, tuple[Site, ...]]]
    direct: list[Site]
    folded: tuple[Site, ...]
    left_out: int


def area_around(site: Site) -> Site:
    """The largest area around a site that fits on a page; where none does, the smallest."""
    areas = [level for level in site.path if level.children] or [site]
    return next((area for area in areas if len(area.below) <= MOST), areas[-1])


def overview(area: Site) -> Overview:
    """What the page shows of an area."""
    if len(area.below) > MOST:
        return Overview(area, [], [], area.children[:MOST], max(0, len(area.children) - MOST))
    groups = [(site, site.below) for site in area.children if site.children]
    return Overview(area, groups, [site for site in area.children if not site.children], (), 0)
