"""Service halls (办事大厅): filtering a list of them, and what each unit in a hall does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from govsite.domain.catalogue.cards import HallCard, Offer, Office
from govsite.domain.catalogue.content import SiteContent
from govsite.domain.catalogue.departments import serving
from govsite.folding import fold, one_of
from govsite.models.place import HALL, PLACES, TOWNSHIP
from govsite.sites.site import Site

LEAST_LIKENESS = 2  # characters
MOST_HALL_TEXTS = 5_000
GENERAL = (HALL, TOWNSHIP)
# In the order of the filter; 乡 and 镇 are one level.
LEVEL_NAMES = {"省": "省级", "市": "市级", "县": "县级", "区": "区级", "乡": "乡镇", "街": "街道", "村": "村级"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit on a floor; ``office`` is its department, if it is known, and ``items`` the number of what that offers."""

    name: str
    office: Office | None
    items: int


def _codes(area: Site) -> set[str]:
    return {area.code, *(site.code for site in area.below)}


@lru_cache(maxsize=MOST_HALL_TEXTS)
def hall_text(name: str, address: str) -> str:
    """The searchable text of a hall, folded as queries are, with a line end between name and address."""
    return f"{fold(name)}\n{fold(address)}"


def find_halls(halls: Iterable[HallCard], area: Site, level: str, query: str, kind: str = "") -> list[HallCard]:
    """The halls of an area (a site with all below it) of a level and a kind, whose name or address holds every word."""
    codes, words = _codes(area), query.split()
    return [
        hall
        for hall in halls
        if hall.site_code in codes
        and (not level or _level(hall) == level)
        and (not kind or hall.kind == kind)
        and (not words or all(map(hall_text(hall.name, hall.address).__contains__, words)))
    ]


def by_area(halls: Iterable[HallCard], area: Site) -> list[HallCard]:
    """Halls in the order of their sites, the area's own first; of a site its hall before its other places."""
    order = {site.code: place for place, site in enumerate((area, *area.below))}
    kinds = {kind: place for place, kind in enumerate(PLACES)}
    return sorted(halls, key=lambda hall: (order.get(hall.site_code, len(order)), kinds.get(hall.kind, len(kinds))))


def general(halls: Iterable[HallCard]) -> list[HallCard]:
    """The halls (政务服务大厅、便民服务中心) among places of all kinds, the site's own before those of townships."""
    return sorted((hall for hall in halls if hall.kind in GENERAL), key=lambda hall: GENERAL.index(hall.kind))


def known_kind(text: str) -> str:
    """The kind of place that a text names, in whatever script; "" for none."""
    return one_of(text, PLACES)


def hall_kinds(halls: Iterable[HallCard], area: Site) -> list[tuple[str, int]]:
    """The kinds of place that an area has, each with their number."""
    codes = _codes(area)
    counts = Counter(hall.kind for hall in halls if hall.site_code in codes)
    return [(kind, counts[kind]) for kind in PLACES if counts[kind]]


def area_with_halls(halls: Collection[HallCard], area: Site) -> Site:
    """The area if it has halls, else the nearest site above it that has; the area itself when none does."""
    held = {hall.site_code for hall in halls}
    return next((site for site in reversed(area.path) if not held.isdisjoint(_codes(site))), area)


def nearest_halls(places: Iterable[HallCard], site: Site) -> tuple[Site, list[HallCard]]:
    """The nearest area with halls, and its halls; those of the area's own site come first."""
    halls = general(places)
    area = area_with_halls(halls, site)
    return area, sorted(find_halls(halls, area, "", ""), key=lambda hall: hall.site_code != area.code)


def hall_levels(halls: Iterable[HallCard], area: Site) -> list[tuple[str, str, int]]:
    """Level, name of the level and number of halls in an area, for the levels that have any."""
    codes = _codes(area)
    counts = dict.fromkeys(LEVEL_NAMES, 0)
    for hall in halls:
        if hall.site_code in codes:
            counts[_level(hall)] = counts.get(_level(hall), 0) + 1
    return [(level, LEVEL_NAMES.get(level, level), n) for level, n in counts.items() if n]


def _level(hall: HallCard) -> str:
    return "乡" if hall.level == "镇" else hall.level


def units_with_items(hall: HallCard, content: SiteContent) -> list[tuple[str, list[Unit]]]:
    """The floors with their units; a unit that names a department of the site leads to its items."""
    counts = {office.name: number for office, number in serving(content.offers, content.offices)}
    return [(f["floor"], [_unit(name, content, counts) for name in f["units"]]) for f in hall.floors]


def done_at(hall: HallCard, content: SiteContent) -> list[Offer]:
    """What of a site is done at such a place first of all; its own hall says it by its floors."""
    kinds = [] if hall.is_hall else [hall.kind]
    return [offer for offer in content.offers.values() if [*offer.item.places[:1]] == kinds]


def _unit(name: str, content: SiteContent, counts: dict[str, int]) -> Unit:
    """A unit with the department that its sign matches best; signs abbreviate: 文旅, 市场监管, 不动产登记."""
    best = max(content.offices.values(), key=lambda office: _likeness(name, office), default=None)
    if best is None or _likeness(name, best) < LEAST_LIKENESS:
        return Unit(name, None, 0)
    return Unit(name, best, counts.get(best.name, 0))


def _likeness(sign: str, office: Office) -> int:
    """How many first characters of the sign or of the office's key occur in the other in order, whichever is more."""
    if sign[:1] != office.key[:1]:
        return LEAST_LIKENESS + 1 if sign and sign[: LEAST_LIKENESS + 1] in office.title else 0
    return max(_in_order(sign, office.key), _in_order(office.key, sign))


def _in_order(word: str, text: str) -> int:
    rest = iter(text)
    return next((n for n, char in enumerate(word) if char not in rest), len(word))
