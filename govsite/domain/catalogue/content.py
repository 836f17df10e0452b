"""What one site offers, and how it is read from the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.catalogue.cards import HallCard, ItemCard, Offer, Office
from govsite.domain.catalogue.departments import serving
from govsite.domain.catalogue.limits import own_or
from govsite.domain.catalogue.listing import MOST_LISTINGS, Listings, Shelf, Terms
from govsite.domain.catalogue.wording import facts_line, place_words
from govsite.domain.common.bounded import Bounded
from govsite.models.base import IN_USE
from govsite.models.department import Department
from govsite.models.offering import Offering

OFFER_COLUMNS = (
    Offering.item_code,
    Offering.department,
    Offering.bookable,
    Offering.promised_days,
    Offering.promised_unit,
    Offering.visits,
    Offering.online_depth,
    Offering.fee,
)


class SiteContent:
    """What one site offers: ``offers`` by item code, shelves by audience, offices by key, halls in order.

    ``serving`` are the departments that offer items here, each with the number of its items.
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


class SiteReader:
    """Reads the content of sites. All share the catalogue, the cache of listings and offers that are equal."""

    def __init__(self, items: Mapping[str, ItemCard], halls: Mapping[str, HallCard], terms: Terms) -> None:
        self._items = items
        self._halls = halls
        self._terms = terms
        self._shared: dict[tuple[Any, ...], Offer] = {}
        self._listings: Listings = Bounded(MOST_LISTINGS)

    def read(self, session: Session, code: str) -> SiteContent:
        """The content of the site with this division code; empty for a code that nothing is stored for."""
        offers: dict[str, Offer] = {}
        for row in session.execute(select(*OFFER_COLUMNS).where(Offering.site_code == code, Offering.state == IN_USE)):
            item = self._items.get(row[0])
            if item is not None:
                offers[item.code] = self._offer(item, row)
        offers = {code: offers[code] for code in self._items if code in offers}
        offices = {
            row.key: office_card(row)
            for row in session.scalars(select(Department).where(Department.site_code == code).order_by(Department.id))
        }
        halls = tuple(hall for hall in self._halls.values() if hall.site_code == code)
        session.expunge_all()
        return SiteContent(code, offers, offices, halls, self._terms, self._listings)

    def _offer(self, item: ItemCard, row: Any) -> Offer:
        """The offer of a row. Sites that override nothing share one object: there are few different ones."""
        if any(own not in (None, "") for own in row[3:]):
            return _offer(item, row)
        key = tuple(row[:3])
        return self._shared.get(key) or self._shared.setdefault(key, _offer(item, row))


def office_card(row: Any) -> Office:
    """The card of a row of departments."""
    called = (row.site_code, row.key, row.slug, row.title, row.name, row.phone, row.complaint_phone, row.address)
    more = (tuple(row.windows or ()), row.fax or "", row.postcode or "", row.email or "")
    return Office(*called, row.changed, *more)


def _offer(item: ItemCard, row: Any) -> Offer:
    _, department, bookable, days, unit, visits, depth, fee = row
    promised = own_or(days, unit, item.promised)
    visits = item.visits if visits is None else visits
    depth = item.depth if depth is None else depth
    fee = fee or item.fee
    place = place_words(item.levels, item.places) if visits else ""
    line = facts_line(promised, fee, visits, depth, bookable, place)
    return Offer(item, department, promised, visits, depth, fee, bookable, line)
