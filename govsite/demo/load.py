"""Fills the database from the files in demo/: vocabulary, offices, items, halls, and what every site offers.

A portal may have a folder of its own: files there take the place of those in demo/, except that its items.csv
adds to the items (or replaces those with the same slug) and its items_drop.csv (column ``slug``) leaves some
out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.demo.office_names import Pattern, capital_of, office_name, read_patterns
from govsite.domain.catalogue import offerings
from govsite.domain.common import credit_codes, phones
from govsite.domain.importing import IMPORTERS, ImportReport, Table, read_table, run_import
from govsite.models import Department, Hall, Item
from govsite.models.base import IN_USE
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

DEMO = Path(__file__).resolve().parents[2] / "demo"
FILES = (
    "vocab.csv",
    "departments.csv",
    "departments_overrides.csv",
    "items.csv",
    "items_drop.csv",
    "halls.csv",
)
MARK = "demo"
MAKING = b"2"  # to be raised when this module makes other rows of the same files
SUPERVISION = "12388"  # the national line for complaints about officials

LOCAL_HALLS = ("乡", "镇", "街", "村")  # they serve their own neighbours, not the whole site

OFFICE_HEADER = (
    "site_code",
    "key",
    "slug",
    "title",
    "name",
    "phone",
    "complaint_phone",
    "address",
    "credit_code",
)
OFFERING_HEADER = (
    "site_code",
    "item_code",
    "code",
    "department",
    "hall_id",
    "window",
    "phone",
    "complaint_phone",
    "bookable",
)

Floors = list[dict[str, Any]]


class DemoError(ValueError):
    """A demo file has rows that cannot be imported; ``report`` holds all of them."""

    def __init__(self, noun: str, report: ImportReport) -> None:
        self.report = report
        super().__init__("\n".join([f"{noun}：{report}", *map(str, report.errors[:20])]))


@dataclass(frozen=True, slots=True)
class Sources:
    """Where each file is: in the portal's own folder, else among the common ones."""

    own: Path
    common: Path = DEMO

    def path(self, name: str) -> Path | None:
        """The file to use, None where there is none."""
        return next((p for folder in (self.own, self.common) if (p := folder / name).is_file()), None)

    def rows(self, name: str) -> Table:
        """The table in a file; an empty one where there is none."""
        path = self.path(name)
        return read_table(name, path) if path else Table((), ())

    def all(self) -> list[Path]:
        """Every file that the result depends on."""
        found = {folder / name for folder in (self.own, self.common) for name in FILES}
        return sorted(path for path in found if path.is_file())


def load_demo(session: Session, tree: SiteTree, folder: Path = DEMO) -> dict[str, ImportReport]:
    """Load the files for a portal's sites; the caller commits. Nothing is done when they were loaded already.

    Rows that exist are updated, none are deleted. Returns a report a noun; raises TableError or DemoError.
    """
    sources = Sources(folder)
    digest = _digest(tree, sources)
    if topics.mark(session, MARK) == digest:
        return {}
    reports: dict[str, ImportReport] = {}
    for noun, table in _tables(session, tree, sources):
        report = run_import(session, IMPORTERS[noun], table, sites=tree)
        if report.errors:
            raise DemoError(noun, report)
        known = reports.setdefault(noun, ImportReport())
        for number in ("rows", "created", "updated", "unchanged"):
            setattr(known, number, getattr(known, number) + getattr(report, number))
        known.warnings += report.warnings
    topics.set_mark(session, MARK, digest)
    return reports


def _digest(tree: SiteTree, sources: Sources) -> int:
    """60 bits of the files and of what the rows take from the sites: a new notice must reload nothing."""
    found = hashlib.sha256(MAKING + tree.portal.hotline.encode())
    for site in tree.all:
        above = site.parent.code if site.parent else ""
        facts = (site.slug, site.code, site.name, site.short_name, site.level, above, site.contact.phone)
        found.update(repr(facts).encode())
    for path in sources.all():
        found.update(path.name.encode() + path.read_bytes())
    return int(found.hexdigest()[:15], 16)


def _tables(session: Session, tree: SiteTree, sources: Sources) -> Iterator[tuple[str, Table]]:
    """Each noun's rows, made when those before are in the database."""
    yield "terms", sources.rows("vocab.csv")
    patterns = read_patterns(
        sources.rows("departments.csv").dicts(),
        sources.rows("departments_overrides.csv").dicts(),
        tree.root.slug,
    )
    halls = _halls(sources, tree)
    yield "departments", Table.of(OFFICE_HEADER, _offices(tree, patterns, halls))
    for table in _items(sources):
        yield "items", table
    yield "halls", halls
    yield "offerings", Table.of(OFFERING_HEADER, _offerings(session, tree, patterns))


def _halls(sources: Sources, tree: SiteTree) -> Table:
    """The halls of this portal's sites; the common file may hold those of another."""
    table = sources.rows("halls.csv")
    place = table.header.index("site_slug")
    return Table(table.header, [row for row in table.rows if row[1][place] in tree.by_slug])


def _items(sources: Sources) -> Iterator[Table]:
    """The common items without those left out or replaced, then the portal's own."""
    common = read_table("items.csv", sources.common / "items.csv")
    own = sources.own / "items.csv"
    extra = read_table(own.name, own) if sources.own != sources.common and own.is_file() else Table((), ())
    gone = {row["slug"] for row in [*sources.rows("items_drop.csv").dicts(), *extra.dicts()]}
    place = common.header.index("slug")
    yield Table(common.header, [row for row in common.rows if row[1][place] not in gone])
    if extra.rows:
        yield extra


def _offices(tree: SiteTree, patterns: Iterable[Pattern], halls: Table) -> Iterator[tuple[str, ...]]:
    """One row for each department at each site where it has an office."""
    addresses: dict[str, str] = {}
    for hall in halls.dicts():
        addresses.setdefault(hall["site_slug"], hall["address"])
    capital = capital_of(tree)
    for site in tree.all:
        for pattern in patterns:
            name = office_name(pattern, site, capital)
            if name:
                lines = _phones(pattern, site, tree.portal.hotline)
                credit = credit_codes.synthetic(site.code, pattern.number)
                address = addresses.get(site.slug, "")
                yield site.code, pattern.key, pattern.slug, pattern.title, name, *lines, address, credit


def _phones(pattern: Pattern, site: Site, hotline: str) -> tuple[str, str]:
    """Enquiry and complaint phone: the department's own line, the site's, the hotline; never the same."""
    known = [phone for phone in (pattern.phone, site.contact.phone, hotline) if phone]
    enquiry = known[0]
    complaint = next(p for p in (hotline, *known, SUPERVISION) if not phones.is_same_line(p, enquiry))
    return enquiry, complaint


def _offerings(session: Session, tree: SiteTree, patterns: Iterable[Pattern]) -> Iterator[tuple[str, ...]]:
    """One row for each item at each site that offers it and has the office for it."""
    words = {pattern.key: pattern.windows for pattern in patterns}
    items = list(session.scalars(select(Item).where(Item.state == IN_USE).order_by(Item.code)))
    halls: dict[str, list[tuple[str, Floors]]] = {}
    serving = select(Hall.id, Hall.site_code, Hall.floors).where(Hall.level.not_in(LOCAL_HALLS)).order_by(Hall.id)
    for hall, code, floors in session.execute(serving):
        halls.setdefault(code, []).append((hall, floors))
    offices: dict[str, dict[str, Department]] = {}
    for office in session.scalars(select(Department)):
        offices.setdefault(office.site_code, {})[office.key] = office
    for site in tree.all:
        yield from _site_offerings(site, items, offices.get(site.code, {}), halls.get(site.code, []), words)


def _site_offerings(
    site: Site,
    items: Iterable[Item],
    offices: Mapping[str, Department],
    halls: list[tuple[str, Floors]],
    words: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, ...]]:
    windows = {key: offerings.find_window(halls, words.get(key, ())) for key in offices}
    for item in items:
        office = offices.get(item.department)
        if office is None or not offerings.is_offered(site, item):
            continue
        window = windows[item.department]
        yield (
            site.code,
            item.code,
            offerings.implementation_code(office.credit_code, site.level, item.code),
            item.department,
            window.hall_id if window else "",
            window.text if window else "",
            office.phone,
            office.complaint_phone,
            "1" if window and item.visits else "0",
        )
