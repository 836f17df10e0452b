"""The faults of all guides of a site, remembered as long as the catalogue stands.

The items are read once a catalogue, the offerings once a site: never by a query a guide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select

from govsite.domain.catalogue.places import places_of, words_of
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.checkup.faults import Fault, of_item, of_offering
from govsite.domain.checkup.items import READ as ITEM_COLUMNS
from govsite.domain.checkup.items import Basics, basics_of
from govsite.domain.checkup.offerings import READ, check_facts, check_offering, check_online
from govsite.domain.checkup.offices import check_halls, check_offices
from govsite.domain.common.bounded import Bounded
from govsite.domain.common.per_object import per_object
from govsite.models.base import IN_USE
from govsite.models.item import Item
from govsite.models.offering import Offering
from govsite.sites.site import Site

MOST_SITES = 20  # whose faults a worker keeps one by one: some 0.3 MB each
ROWS_AT_ONCE = 200


class Linked(NamedTuple):
    """An address in the text of a guide, with the column of the item that has it."""

    code: str
    name: str
    department: str
    column: str
    address: str


@dataclass(frozen=True, slots=True)
class Guides:
    """The guides of a site: their ``number``, their ``faults`` and those of offices and halls, and where they lead."""

    number: int
    faults: tuple[Fault, ...]
    links: tuple[Linked, ...]


def faults_of(snapshot: Snapshot, site: Site) -> Guides:
    """All faults of the guides, offices and halls of a site."""
    return _sites(snapshot).get(site, lambda: _read(snapshot, site))


def basics(snapshot: Snapshot) -> Mapping[str, Basics]:
    """Every item in use with what is wrong with it, read once a catalogue."""
    known = _basics(snapshot)
    if not known:
        items = select(*ITEM_COLUMNS).where(Item.state == IN_USE).execution_options(yield_per=ROWS_AT_ONCE)
        known.update({row.code: basics_of(row._asdict()) for row in snapshot.reading().execute(items)})
    return known


@per_object
def _basics(_: Snapshot) -> dict[str, Basics]:
    return {}


@per_object
def _sites(_: Snapshot) -> Bounded[Site, Guides]:
    return Bounded(MOST_SITES)


def _read(snapshot: Snapshot, site: Site) -> Guides:
    items, content = basics(snapshot), snapshot.site(site.code)
    offered = select(*READ).where(Offering.site_code == site.code, Offering.state == IN_USE)
    rows = [row for row in snapshot.reading().execute(offered) if row.item_code in items]
    acting = {row.department for row in rows}
    faults = [
        *check_offices(office for office in content.offices.values() if office.key in acting),
        *check_halls(content.halls),
        *(fault for row in rows for fault in _of_guide(snapshot, site, row, items[row.item_code])),
    ]
    return Guides(len(rows), tuple(faults), tuple(_links(rows, items)))


def _of_guide(snapshot: Snapshot, site: Site, row: Any, item: Basics) -> Iterator[Fault]:
    office = snapshot.site(site.code).offices.get(row.department)
    where = places_of(snapshot).of(site, row, item.places, office, words_of(snapshot.items[row.item_code]))
    own, others = check_facts(row, item)
    for found in (*check_offering(row, item, office, where), *check_online(row, item), *own):
        yield of_offering(found, row.site_code, row.item_code, item.name, row.department)
    for found in (*item.texts, *others):
        yield of_item(found, row.item_code, item.name, row.department)


def _links(rows: Iterable[Any], items: Mapping[str, Basics]) -> Iterator[Linked]:
    for row in rows:
        item = items[row.item_code]
        for column, address in item.links:
            yield Linked(row.item_code, item.name, row.department, column, address)
