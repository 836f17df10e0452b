"""Names of places in a query: "武昌区身份证补办" asks for 身份证补办 at the site of 武昌区."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from govsite.domain.common.per_object import per_object
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

MOST_PLACES = 3  # 湖北省武汉市武昌区
SHORTEST_PLACE_NAME = 2

Names = dict[str, tuple[Site, ...]]


class Located(NamedTuple):
    """A query without its place names; ``place`` is the smallest place named, None when there is none."""

    rest: str
    place: Site | None


class PlaceNames:
    """The names of the sites of a tree, by their first character."""

    def __init__(self, tree: SiteTree) -> None:
        self._full: Names = {}
        self._short: Names = {}
        for site in tree.all:
            for names, name in ((self._full, site.name.lower()), (self._short, site.short_name.lower())):
                if len(name) >= SHORTEST_PLACE_NAME:
                    names[name] = (*names.get(name, ()), site)
        lengths: dict[str, set[int]] = {}
        for name in (*self._full, *self._short):
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def extract(self, query: str, site: Site, is_word: Callable[[str], bool]) -> Located:
        """Take the place names out of a query; a short name that is also an item's word (公安) stays."""
        place: Site | None = None
        at = taken = 0
        while at < len(query) and taken < MOST_PLACES:
            name = self._at(query, at, is_word)
            if not name:
                at += 1
                continue
            found = _nearest(self._full.get(name) or self._short[name], site)
            if place is None or found.depth >= place.depth:
                place = found
            query = f"{query[:at]} {query[at + len(name) :]}"
            taken += 1
        return Located(query.strip() if taken else query, place)

    def _at(self, query: str, at: int, is_word: Callable[[str], bool]) -> str:
        for length in self._lengths.get(query[at], ()):
            name = query[at : at + length]
            if query.startswith("市民", at + length - 1) and name in self._full:
                continue  # in 宜昌市民之家 the place is 宜昌
            if name in self._full or (name in self._short and not is_word(name)):
                return name
        return ""


@per_object
def place_names(tree: SiteTree) -> PlaceNames:
    """The place names of a tree, made once for each version of sites.yaml."""
    return PlaceNames(tree)


def _nearest(sites: tuple[Site, ...], site: Site) -> Site:
    """Of sites with the same name the one below this site or beside it, else the first."""
    if len(sites) == 1:
        return sites[0]
    return max(sites, key=lambda other: len(set(other.path) & set(site.path)))
