"""The content as one worker holds it in memory, for one content version; never changed, only replaced.

The basic catalogue is a few thousand items shared by all sites, so it is held whole, with its search index.
What belongs to one site (its offerings, offices, halls) is read at the site's first visit and held in a bounded
number, so a worker's memory does not grow with the number of sites.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govsite.domain.bounded import Bounded
from govsite.domain.cards import HallCard, ItemCard, Offer, Office, Term
from govsite.domain.departments import serving
from govsite.domain.listing import Shelf, Terms
from govsite.domain.search.index import ItemIndex, build_index
from govsite.domain.wording import facts_line
from govsite.models.department import Department
from govsite.models.hall import Hall
from govsite.models.item import Item
from govsite.models.offering import Offering
from govsite.models.term import Term as TermRow

if TYPE_CHECKING:
    from govsite.domain.guides import Guide

MOST_SITES = 200
MOST_DETAILS = 400


class SiteContent:
    """What one site offers: ``offers`` by item code, shelves by audience, offices by key, halls in order.

    ``serving`` are the offices that do something here, each with the number of its items.
    """

    __slots__ = ("code", "halls", "offers", "offices", "serving", "shelves")

    def __init__(
        self, code: str, offers: dict[str, Offer], offices: dict[str, Office], halls: tuple[HallCard, ...], terms: Terms
    ) -> None:
        self.code = code
        self.offers = offers
        self.offices = offices
        self.halls = halls
        self.serving = serving(offers, offices)
        self.shelves = {audience: Shelf(audience, offers, offices, terms) for audience in ("natural", "legal")}


class Snapshot:
    """The catalogue of one content version; ``site()`` and ``detail()`` read what is missing with the session given."""

    def __init__(self, session: Session, version: int, last: Snapshot | None = None) -> None:
        """``last`` lends its search index, the dear part, when the items are still the same."""
        self.version = version
        rows = list(session.scalars(select(Item).where(Item.state == "在用").order_by(Item.heat.desc(), Item.code)))
        self.items: dict[str, ItemCard] = {row.code: ItemCard.of(row) for row in rows}
        self.by_slug: dict[str, ItemCard] = {card.slug: card for card in self.items.values()}
        self._searched = _fingerprint(rows)
        same = last is not None and last._searched == self._searched
        self.index: ItemIndex = last.index if last and same else build_index(rows)
        terms = session.scalars(select(TermRow).order_by(TermRow.facet, TermRow.audience, TermRow.position))
        self.vocab: tuple[Term, ...] = tuple(Term(row.facet, row.audience, row.term) for row in terms)
        titles = session.execute(select(Department.slug, func.max(Department.title)).group_by(Department.slug))
        self.departments: dict[str, str] = dict(titles.all())
        self.halls: dict[str, HallCard] = {h.id: _hall(h) for h in session.scalars(select(Hall).order_by(Hall.id))}
        self._plain: dict[tuple[Any, ...], Offer] = {}
        self._sites: Bounded[str, SiteContent] = Bounded(MOST_SITES)
        self._details: Bounded[str, Item | None] = Bounded(MOST_DETAILS)
        self.guides: Bounded[tuple[str, str], Guide | None] = Bounded(MOST_DETAILS)
        session.expunge_all()

    def site(self, session: Callable[[], Session], code: str) -> SiteContent:
        """The offerings, offices and halls of a site, by its division code."""
        return self._sites.get(code, lambda: self._read_site(session(), code))

    def detail(self, session: Callable[[], Session], code: str) -> Item | None:
        """The whole item with the texts of its guide, detached; None for an unknown code."""
        if code not in self.items:
            return None
        return self._details.get(code, lambda: _detached(session(), code))

    def _read_site(self, session: Session, code: str) -> SiteContent:
        offers: dict[str, Offer] = {}
        columns = (
            Offering.item_code,
            Offering.department,
            Offering.bookable,
            Offering.promised_days,
            Offering.visits,
            Offering.online_depth,
            Offering.fee,
        )
        for row in session.execute(select(*columns).where(Offering.site_code == code)):
            item = self.items.get(row[0])
            if item is not None:
                offers[item.code] = self._offer(item, row)
        offers = {code: offers[code] for code in self.items if code in offers}
        offices = {
            d.key: Office(d.site_code, d.key, d.slug, d.title, d.name, d.phone, d.complaint_phone, d.address)
            for d in session.scalars(select(Department).where(Department.site_code == code).order_by(Department.id))
        }
        halls = tuple(hall for hall in self.halls.values() if hall.site_code == code)
        session.expunge_all()
        return SiteContent(code, offers, offices, halls, Terms(self.vocab, self.departments))

    def _offer(self, item: ItemCard, row: Any) -> Offer:
        """What a site offers; the sites that take an item as it is share one, of which there are few."""
        if any(own is not None for own in row[3:]):
            return _offer(item, row)
        key = tuple(row[:3])
        return self._plain.get(key) or self._plain.setdefault(key, _offer(item, row))


def _offer(item: ItemCard, row: Any) -> Offer:
    _, department, bookable, days, visits, depth, fee = row
    days = item.promised_days if days is None else days
    visits = item.visits if visits is None else visits
    depth = item.depth if depth is None else depth
    fee = fee or item.fee
    line = facts_line(days, fee, visits, depth, bookable)
    return Offer(item, department, days, visits, depth, fee, bookable, line)


def _fingerprint(rows: Iterable[Item]) -> str:
    """Changes when anything changes that the search index is made of."""
    found = hashlib.sha1(usedforsecurity=False)
    for r in rows:
        facts = (r.code, r.name, r.aliases, r.words, r.pinyin, r.materials, r.result, r.conditions, r.department)
        found.update(repr((facts, r.themes, r.life_events, r.groups, r.heat)).encode())
    return found.hexdigest()


def _hall(row: Hall) -> HallCard:
    return HallCard(
        row.id, row.site_code, row.name, row.level, row.address, row.hours, row.phone, row.transport, tuple(row.floors)
    )


def _detached(session: Session, code: str) -> Item | None:
    item = session.get(Item, code)
    if item is not None:
        session.expunge(item)
    return item


class Memory:
    """The worker's current snapshot; made anew by one thread when the version has moved."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._lock = Lock()

    def current(self, session: Callable[[], Session], version: int) -> Snapshot:
        """The snapshot of a version; the first caller makes it, the others meanwhile get the last one there was."""
        snapshot = self._snapshot
        if snapshot is not None and snapshot.version == version:
            return snapshot
        if not self._lock.acquire(blocking=snapshot is None):
            assert snapshot is not None
            return snapshot
        try:
            if self._snapshot is None or self._snapshot.version != version:
                self._snapshot = Snapshot(session(), version, snapshot)
            return self._snapshot
        finally:
            self._lock.release()
