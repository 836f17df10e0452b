"""The guide (办事指南) of an item at a site: what the basic catalogue says, overridden by the site's offering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from govsite.domain.catalogue.cards import HallCard, Office
from govsite.domain.catalogue.fees import is_charged
from govsite.domain.catalogue.materials import whole
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.catalogue.wording import DEPTHS, grade_line
from govsite.domain.common.bounded import Bounded
from govsite.domain.common.days import ZONE
from govsite.domain.common.per_object import per_object
from govsite.domain.common.phones import reach
from govsite.models.base import IN_USE
from govsite.models.item import Item
from govsite.models.offering import Offering

MOST_GUIDES = 400
TABS = {
    "online": "网上办理",
    "basic": "基本信息",
    "notes": "办理说明",
    "offices": "办事机构",
    "agencies": "中介机构",
    "advisers": "专业顾问",
}


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything a guide page says; days are working days.

    ``hall`` is the one that takes the item, None where the offering names none; ``nearby`` are the site's others.
    ``own_fee`` is what the site says instead of the item's fees, "" where it says nothing. ``changed`` is when item or
    offering were changed last, None where nobody knows.
    """

    item: Item
    code: str
    office: Office | None
    hall: HallCard | None
    nearby: tuple[HallCard, ...]
    window: str
    phone: str
    complaint_phone: str
    promised_days: int
    visits: int
    visit_reason: str
    depth: int
    fee: str
    own_fee: str
    hours: str
    bookable: bool
    changed: datetime | None

    def reached_by(self, contact: str, hotline: str) -> Guide:
        """The guide with fallback numbers for enquiries and complaints, where neither offering nor office has any."""
        phone, complaint = reach(self.phone, self.complaint_phone, contact, hotline)
        if (phone, complaint) == (self.phone, self.complaint_phone):
            return self
        return replace(self, phone=phone, complaint_phone=complaint)

    @property
    def depth_words(self) -> str:
        """How far it can be done online, in words."""
        return DEPTHS[self.depth]

    @property
    def grade(self) -> str:
        """How far it can be done online, with the grade."""
        return grade_line(self.depth)

    @property
    def charged(self) -> bool:
        """Whether the item costs something, if only in some cases; what a site says itself is in ``own_fee``."""
        return bool(self.item.fees) or is_charged(self.item.fee)

    @property
    def updated(self) -> date | None:
        """The day of the last change."""
        return self.changed.astimezone(ZONE).date() if self.changed else None

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The item's steps with the name of the implementing body (实施主体) filled in."""
        name = self.office.name if self.office else "办理部门"
        return [{key: str(text).replace("{department}", name) for key, text in s.items()} for s in self.item.steps]

    @property
    def materials(self) -> list[dict[str, Any]]:
        """The item's materials, each with its kind and, where it is filled in, with where the form comes from."""
        return [whole(material) for material in self.item.materials]

    @property
    def advisers(self) -> list[dict[str, Any]]:
        """The advisers; this place's phone number is filled in, also for those that have none."""
        return [{**a, "phone": str(a["phone"] or "{phone}").replace("{phone}", self.phone)} for a in self.item.advisers]


def find_guide(snapshot: Snapshot, site_code: str, code: str) -> Guide | None:
    """The guide of an item at the site with a division code; None when the site does not offer it."""
    if code not in snapshot.site(site_code).offers:
        return None
    return _guides(snapshot).get((site_code, code), lambda: _read(snapshot, site_code, code))


@per_object
def _guides(_: Snapshot) -> Bounded[tuple[str, str], Guide | None]:
    """The guides of a snapshot that were asked for last, by site and item."""
    return Bounded(MOST_GUIDES)


def _read(snapshot: Snapshot, site_code: str, code: str) -> Guide | None:
    item = snapshot.detail(code)
    row = snapshot.offering(site_code, code)
    return None if item is None or row is None else guide_of(snapshot, item, row)


def all_guides(snapshot: Snapshot, site_code: str) -> Iterator[Guide]:
    """The guides of all that a site offers, in its order; one query, and nothing is kept."""
    offers = snapshot.site(site_code).offers
    own = (Offering.site_code == site_code, Offering.state == IN_USE)
    found = select(Item, Offering).join(Offering, Offering.item_code == Item.code).where(*own)
    session = snapshot.reading()
    rows = {item.code: (item, row) for item, row in session.execute(found)}
    session.expunge_all()
    yield from (guide_of(snapshot, *rows[code]) for code in offers if code in rows)


def guide_of(snapshot: Snapshot, item: Item, row: Offering) -> Guide:
    """The guide of an item that a site offers, by their rows."""
    site_code, code = row.site_code, row.item_code
    content = snapshot.site(site_code)
    offer = content.offers[code]
    office = content.offices.get(row.department)
    hall = snapshot.halls.get(row.hall_id or "")
    return Guide(
        item=item,
        code=row.code,
        office=office,
        hall=hall,
        nearby=tuple(other for other in content.halls if other is not hall),
        window=row.window,
        phone=row.phone or (office.phone if office else ""),
        complaint_phone=row.complaint_phone or (office.complaint_phone if office else ""),
        promised_days=offer.promised_days,
        visits=offer.visits,
        visit_reason=(row.visit_reason or item.visit_reason) if offer.visits else "",
        depth=offer.depth,
        fee=offer.fee,
        own_fee=row.fee or "",
        hours=row.hours or (hall.hours if hall else ""),
        bookable=offer.bookable,
        changed=max(filter(None, (item.changed, row.changed)), default=None),
    )


def sites_offering(snapshot: Snapshot, code: str) -> frozenset[str]:
    """The division codes of all sites that offer an item."""
    offering = select(Offering.site_code).where(Offering.item_code == code, Offering.state == IN_USE)
    return frozenset(snapshot.reading().scalars(offering))
