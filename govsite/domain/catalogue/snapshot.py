"""The content as one worker holds it in memory, for one content version; never changed, only replaced.

The basic catalogue is a few thousand items shared by all sites, so it is held whole, with its search index, which
alone may come a moment after the rest.
What belongs to one site (its offerings, offices, halls) is read at the site's first visit and held in a bounded
number, so a worker's memory does not grow with the number of sites.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from govsite.domain.catalogue.cards import CARD, HallCard, ItemCard, Offer, Office, Term
from govsite.domain.catalogue.departments import serving
from govsite.domain.catalogue.listing import MOST_LISTINGS, Listings, Shelf, Terms
from govsite.domain.catalogue.wording import facts_line
from govsite.domain.common.bounded import Bounded
from govsite.domain.index.handover import Lent, Search
from govsite.domain.index.item_index import ItemIndex
from govsite.domain.index.source import Source
from govsite.models.base import IN_USE
from govsite.models.department import Department
from govsite.models.hall import Hall
from govsite.models.item import Item
from govsite.models.offering import Offering
from govsite.models.term import Term as TermRow
from govsite.sites.words import Words

if TYPE_CHECKING:
    from govsite.domain.catalogue.guides import Guide

MOST_SITES = 200
MOST_DETAILS = 400
REST = 0.0005  # seconds after each item while an index is made beside requests
PAUSE = 2.0  # seconds before a snapshot that could not be made is tried again
log = logging.getLogger(__name__)


class SiteContent:
    """What one site offers: ``offers`` by item code, shelves by audience, offices by key, halls in order.

    ``serving`` are the offices that do something here, each with the number of its items.
    """

    __slots__ = ("__weakref__", "code", "halls", "offers", "offices", "serving", "shelves")

    def __init__(
        self,
        code: str,
        offers: dict[str, Offer],
        offices: dict[str, Office],
        halls: tuple[HallCard, ...],
        terms: Terms,
        listings: Listings,
    ) -> None:
        self.code = code
        self.offers = offers
        self.offices = offices
        self.halls = halls
        self.serving = serving(offers, offices)
        self.shelves = {
            audience: Shelf(audience, offers, offices, terms, listings) for audience in ("natural", "legal")
        }


class Snapshot:
    """The catalogue of one content version, searched with the portal's own ``words`` too.

    ``site()`` and ``detail()`` read what is missing with the session given.
    """

    def __init__(self, session: Session, version: int, last: Snapshot | None = None, words: Words = ()) -> None:
        """``last`` lends its search index, the dear part: for good when what is searched is still the same."""
        self.version = version
        self.words = words
        rows = session.execute(select(*CARD).where(Item.state == IN_USE).order_by(Item.heat.desc(), Item.code))
        self.items: dict[str, ItemCard] = {row.code: ItemCard.of(row) for row in rows}
        source = Source(session, words)
        before = last.search if last else None
        self.search: Search = before if before and before.digest == source.digest else Search(source, before)
        terms = session.scalars(select(TermRow).order_by(TermRow.facet, TermRow.audience, TermRow.position))
        self.vocab: tuple[Term, ...] = tuple(Term(row.facet, row.audience, row.term) for row in terms)
        titles = session.execute(select(Department.slug, func.max(Department.title)).group_by(Department.slug))
        self.departments: dict[str, str] = dict(titles.all())
        halls = select(Hall).where(Hall.state == IN_USE).order_by(Hall.id)
        self.halls: dict[str, HallCard] = {h.id: _hall(h) for h in session.scalars(halls)}
        self._plain: dict[tuple[Any, ...], Offer] = {}
        self._sites: Bounded[str, SiteContent] = Bounded(MOST_SITES)
        self._listings: Listings = Bounded(MOST_LISTINGS)
        self._details: Bounded[str, Item | None] = Bounded(MOST_DETAILS)
        self.guides: Bounded[tuple[str, str], Guide | None] = Bounded(MOST_DETAILS)
        session.expunge_all()

    def is_of(self, version: int, words: Words) -> bool:
        """Whether it was made of these: the words may change while the content stays."""
        return self.version == version and self.words == words

    @property
    def index(self) -> ItemIndex | Lent:
        """The search index; for a moment after an edit of items still the one of the snapshot before."""
        return self.search.index

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
        for row in session.execute(select(*columns).where(Offering.site_code == code, Offering.state == IN_USE)):
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
        return SiteContent(code, offers, offices, halls, Terms(self.vocab, self.departments), self._listings)

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
    """The worker's current snapshot; made anew by one thread when the version has moved or the words have.

    One that cannot be made leaves the last in use, and the database alone for a moment.
    A search index that a new snapshot only borrows is made in a thread of its own, so that no page waits for it.
    """

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._lock = Lock()
        self._settling = False
        self._due = 0.0

    def current(self, session: Callable[[], Session], version: int, words: Words = ()) -> Snapshot:
        """The snapshot of these; the first caller makes it, the others meanwhile get the last one there was."""
        snapshot = self._snapshot
        if snapshot is not None and snapshot.is_of(version, words):
            return snapshot
        if not self._lock.acquire(blocking=snapshot is None):
            assert snapshot is not None
            return snapshot
        try:
            if self._snapshot is None or not self._snapshot.is_of(version, words):
                self._replace(session, version, words)
            assert self._snapshot is not None
            return self._snapshot
        finally:
            self._lock.release()

    def _replace(self, session: Callable[[], Session], version: int, words: Words) -> None:
        """Make the snapshot of a version; raises when it cannot be made and there is no other."""
        if self._snapshot is not None and time.monotonic() < self._due:
            return
        reader = session()
        try:
            self._snapshot = Snapshot(reader, version, self._snapshot, words)
        except Exception as error:  # away, or half migrated: what is in memory can still be read
            reader.close()  # a site of the last snapshot may be read with it next
            if self._snapshot is None:
                raise
            ours = not isinstance(error, SQLAlchemyError)
            kept = self._snapshot.version
            log.error("content version %s cannot be read, %s stays: %s", version, kept, error, exc_info=ours)
            self._due = time.monotonic() + PAUSE
        if self._snapshot.search.lent and not self._settling:
            Thread(target=self._settle, name="search-index", daemon=True).start()
            self._settling = True  # the thread waits for the lock

    def _settle(self) -> None:
        """Make the index of the newest snapshot until there is nothing newer."""
        try:
            while search := self._unsettled():
                search.settle(REST)
        except Exception:  # the old index stays in use; the next edit tries again
            log.exception("the search index cannot be made")
            self._settling = False

    def _unsettled(self) -> Search | None:
        with self._lock:
            search = self._snapshot.search if self._snapshot else None
            self._settling = search is not None and search.lent
            return search if self._settling else None
