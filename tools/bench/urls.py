"""Which pages are asked for: several sites of all levels, many items, each in both scripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select

from govsite.domain.catalogue.guides import TABS
from govsite.models import Department, Hall, Item, Offering
from govsite.models.term import Term
from govsite.sites.load import load_file
from govsite.sites.site import Site
from tools.bench.databases import scalars
from tools.bench.servers import Portal

SCRIPTS = {"hans": "", "hant": "/hant"}
MOST_GUIDES = 120  # fewer than a worker keeps, as on a site in use
MOST_SITES = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A site with what it offers: item codes by heat."""

    site: Site
    items: tuple[str, ...]

    @property
    def root(self) -> str:
        """What its URLs begin with."""
        return f"/{self.site.slug}" if self.site.parent else ""


class Map:
    """The URLs of a portal; the first sites of each level are chosen, which a grown portal has as well."""

    def __init__(self, portal: Portal) -> None:
        self.url = portal.url
        self.tree = load_file(portal.sites)
        self.main = self._place(self.tree.root)
        city = next(site for site in self.tree.root.children if site.children)
        self.city = self._place(city)
        self.county = self._place(next(site for site in city.children if site.level == "county"))
        self.three = (self.main, self.city, self.county)

    def _place(self, site: Site) -> Place:
        query = select(Offering.item_code).join(Item, Item.code == Offering.item_code)
        query = query.where(Offering.site_code == site.code).order_by(Item.heat.desc(), Item.code)
        return Place(site, tuple(scalars(self.url, query)))

    def item_names(self) -> list[str]:
        """Names of all items."""
        return list(scalars(self.url, select(Item.name).order_by(Item.code)))

    def homes(self, most: int = MOST_SITES) -> list[str]:
        """Home pages of the main site and of others in the order of the file."""
        return ["/" if site.parent is None else f"/{site.slug}/" for site in self.tree.all[:most]]

    def spread(self, most: int) -> list[str]:
        """Home pages of sites from all over the file."""
        step = max(1, len(self.tree.all) // most)
        return [f"/{site.slug}/" for site in self.tree.all[1::step]][:most]

    def browse(self) -> list[str]:
        """Both audiences, whole and by theme."""
        themes = select(Term.term).where(Term.facet == "theme", Term.audience == "natural").order_by(Term.position)
        pages = ["/personal", "/business", *(f"/personal?theme={quote(term)}" for term in scalars(self.url, themes))]
        return [place.root + page for place in self.three for page in pages]

    def guides(self, tab: str = "/basic") -> list[str]:
        """One tab of the guides most asked for, at three sites."""
        each = MOST_GUIDES // len(self.three)
        return [f"{place.root}/guides/{code}{tab}" for place in self.three for code in place.items[:each]]

    def sites(self) -> list[str]:
        """The list of all sites."""
        return [f"{place.root}/sites" for place in self.three]

    def many(self, most: int) -> list[str]:
        """Different pages of every kind, for the memory of a worker that is in use."""
        departments = scalars(self.url, select(Department.slug).where(Department.site_code == self.city.site.code))
        halls = scalars(self.url, select(Hall.id).where(Hall.site_code == self.city.site.code))
        pages = [*self.homes(40), *self.browse()[:40], *self.sites()]
        pages += [f"{self.city.root}/departments/{slug}" for slug in dict.fromkeys(departments)][:30]
        pages += [f"{self.city.root}/halls/{hall}" for hall in halls][:10]
        pages += [guide for tab in TABS for guide in self.guides(f"/{tab}")[::3]]
        return pages[:most]


def in_script(paths: Iterable[str], script: str) -> list[str]:
    """The same pages in a script."""
    return [SCRIPTS[script] + path for path in paths]
