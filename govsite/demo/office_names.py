"""The names of a department's offices at all sites, from one pattern a level (departments.csv)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govsite.sites.site import Site
    from govsite.sites.tree import SiteTree

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A department (key, slug, title) with its name patterns by scope: a level, district or a slug.

    ``number`` tells departments apart in synthetic codes; ``phone`` is a service line of its own or "", as
    ``complaint_phone`` is; ``windows`` are the words by which its windows are known. An empty pattern means no office
    at that level. ``contacts`` are what the office of one site (a slug) publishes of itself, by the name of the column.
    """

    key: str
    slug: str
    title: str
    number: int
    phone: str
    windows: tuple[str, ...]
    names: Mapping[str, str]
    complaint_phone: str = ""
    contacts: Mapping[str, Row] = field(default_factory=dict)


def read_patterns(rows: Iterable[Row], overrides: Iterable[Row], root_slug: str) -> list[Pattern]:
    """Patterns from the rows of departments.csv and of departments_overrides.csv, those of one portal."""
    special: dict[str, dict[str, Row]] = {}
    for row in overrides:
        if row["system"] == root_slug:
            special.setdefault(row["key"], {})[row["scope"]] = row
    return [_pattern(number, row, special.get(row["key"], {})) for number, row in enumerate(rows, 1)]


def _pattern(number: int, row: Row, contacts: Mapping[str, Row]) -> Pattern:
    special = {scope: own["name"] for scope, own in contacts.items() if own["name"]}
    names = {scope: row[f"{scope}_name"] for scope in ("province", "city", "county", "district")}
    if "county" in special:
        names["district"] = special["county"]
    windows = tuple(word for word in row.get("windows", "").split(";") if word)
    return Pattern(
        key=row["key"],
        slug=row["slug"],
        title=row["title"],
        number=number,
        phone=row.get("phone", ""),
        windows=windows or (row["key"].removesuffix("局"),),
        names={**names, **special},
        complaint_phone=row.get("complaint_phone", ""),
        contacts=contacts,
    )


def office_name(pattern: Pattern, site: Site, capital: str) -> str:
    """The full name of a department's office at a site, "" where it has none."""
    if site.level == "zone":
        return site.short_name + pattern.key if pattern.names["county"] else ""
    name = pattern.names.get(site.slug, pattern.names[_scope(site)])
    return name.format(**_places(site), capital_short=capital)


def _scope(site: Site) -> str:
    if site.level == "county":
        if site.parent is not None and site.parent.level == "province":
            return "city"  # a county directly under a province has the offices of a city
        return "district" if site.name.endswith("区") else "county"
    return site.level


def _places(site: Site) -> dict[str, str]:
    """What the placeholders stand for, seen from a site."""
    line: Sequence[Site] = site.path
    by_level = {place.level: place for place in line}
    own = by_level.get("city", site)
    root = line[0]
    return {
        "province": root.name,
        "province_short": root.short_name,
        "city": own.name,
        "county": site.name,
        "short": site.short_name,
    }


def capital_of(tree: SiteTree) -> str:
    """Short name of the provincial capital, whose code ends in 0100; "" where the root is no province."""
    capital = tree.by_code.get(tree.root.code[:2] + "0100")
    return capital.short_name if capital and tree.root.level == "province" else ""
