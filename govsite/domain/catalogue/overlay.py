"""The catalogue with one row as a draft has it, for previews: made for a request, and gone with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from govsite.domain.catalogue.bundles import bundle_card
from govsite.domain.catalogue.cards import HallCard, ItemCard
from govsite.domain.catalogue.content import OFFER_COLUMNS, SiteContent, SiteReader, office_card
from govsite.domain.catalogue.snapshot import MOST_DETAILS, MOST_SITES, Snapshot, hall_card, next_serial
from govsite.domain.common.bounded import Bounded
from govsite.domain.index.former import Former
from govsite.models.base import IN_USE
from govsite.models.bundle import Bundle
from govsite.models.department import Department
from govsite.models.hall import Hall
from govsite.models.item import Item
from govsite.models.offering import Offering

BUNDLE, DEPARTMENT, HALL, ITEM, OFFERING = "bundle", "department", "hall", "item", "offering"
KINDS = (BUNDLE, DEPARTMENT, HALL, ITEM, OFFERING)


class Drafted(NamedTuple):
    """A row of a draft: one of KINDS, and its values by attribute."""

    kind: str
    record: Mapping[str, Any]

    @property
    def is_shown(self) -> bool:
        """Whether visitors would see it."""
        return bool(self.record.get("state", IN_USE) == IN_USE)


class Overlay(Snapshot):
    """A snapshot in which one row is that of a draft; the search index knows nothing of it."""

    def __init__(self, base: Snapshot, drafted: Drafted) -> None:
        self.__dict__.update(base.__dict__)
        self.serial = next_serial()
        self._drafted = drafted
        record = drafted.record
        if drafted.kind == ITEM:
            self.items = {**base.items, record["code"]: ItemCard.of(Item(**record))}
            if not drafted.is_shown:
                del self.items[record["code"]]
                self.former = {**base.former, record["code"]: Former(*(record[name] for name in Former._fields))}
        if drafted.kind == HALL:
            self.halls = {**base.halls, record["id"]: hall_card(Hall(**record))}
            if not drafted.is_shown:
                del self.halls[record["id"]]
        if drafted.kind == BUNDLE:
            self.bundles = {**base.bundles, record["slug"]: bundle_card(Bundle(**record))}
            if not drafted.is_shown:
                del self.bundles[record["slug"]]
        self._reader = _Reader(base, self.items, self.halls, drafted)
        self._sites = Bounded(MOST_SITES)
        self._details = Bounded(MOST_DETAILS)

    def detail(self, code: str) -> Item | None:
        """The whole item, that of the draft where it is its own."""
        own = self._drafted.kind == ITEM and self._drafted.record["code"] == code
        return Item(**self._drafted.record) if own and code in self.items else super().detail(code)

    def offering(self, site_code: str, code: str) -> Offering | None:
        """The row of an offering, that of the draft where it is its own."""
        kind, record = self._drafted
        if kind == OFFERING and (record["site_code"], record["item_code"]) == (site_code, code):
            return Offering(**record)
        return super().offering(site_code, code)


class _Reader(SiteReader):
    def __init__(
        self, base: Snapshot, items: Mapping[str, ItemCard], halls: Mapping[str, HallCard], drafted: Drafted
    ) -> None:
        super().__init__(items, halls, base.terms)
        self._drafted = drafted

    def read(self, session: Session, code: str) -> SiteContent:
        """The content of a site with the row of the draft, where it is of this site."""
        found = super().read(session, code)
        kind, record = self._drafted
        if record.get("site_code") != code or kind not in (DEPARTMENT, OFFERING):
            return found
        offers, offices = dict(found.offers), dict(found.offices)
        if kind == DEPARTMENT:
            offices[record["key"]] = office_card(Department(**record))
        else:
            offers.pop(record["item_code"], None)
            item = self._items.get(record["item_code"])
            if item is not None and self._drafted.is_shown:
                offers[item.code] = self._offer(item, tuple(record[column.key] for column in OFFER_COLUMNS))
            offers = {each: offers[each] for each in self._items if each in offers}
        return SiteContent(code, offers, offices, found.halls, self._terms, self._listings)
