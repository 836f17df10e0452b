"""Which other sites offer an item, in the order in which a reader would think of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from govsite.sites.site import Site
from govsite.sites.tree import SiteTree


@dataclass(frozen=True, slots=True)
class Group:
    """Sites under one heading; ``parent`` is None for the nearest ones."""

    title: str
    sites: tuple[Site, ...]


def who_offers(site: Site, tree: SiteTree, codes: Collection[str]) -> list[Group]:
    """The sites above first, then own counties and neighbours, then the rest city by city."""
    above = tuple(s for s in reversed(site.ancestors) if s.code in codes)
    near = _offering(site.children, codes)
    if site.parent is not None:
        near += tuple(s for s in _offering(site.parent.children, codes) if s is not site and s not in near)
    all_over = f"{tree.root.name}各地"  # from the top nothing is near
    groups = [Group("上级站点", above), Group("本地和附近的站点" if site.parent else all_over, near)]
    shown = {site.code, *(s.code for g in groups for s in g.sites)}
    direct = tuple(s for s in tree.root.children if s.code in codes and s.code not in shown)
    groups.append(Group(all_over, direct))
    shown.update(s.code for s in direct)
    for city in tree.root.children:
        groups.append(Group(city.name, tuple(s for s in _offering(city.below, codes) if s.code not in shown)))
    return [group for group in groups if group.sites]


def _offering(sites: tuple[Site, ...], codes: Collection[str]) -> tuple[Site, ...]:
    return tuple(s for s in sites if s.code in codes)
