"""The guide (办事指南) of an item at a site: what the basic catalogue says, overridden by the site's offering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from sqlalchemy import select

from govsite.domain.catalogue.cards import HallCard, Office
from govsite.domain.catalogue.fees import is_charged
from govsite.domain.catalogue.glossary import BOOKABLE, Explained, explained
from govsite.domain.catalogue.limits import Limit
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.catalogue.wording import DEPTHS, grade_line
from govsite.domain.common.bounded import Bounded
from govsite.domain.common.per_object import per_object
from govsite.domain.common.phones import reach
from govsite.models.base import IN_USE, JsonObject, Records
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
    """Everything a guide page says.

    ``hall`` is the one that takes the item, None where the offering names none; ``nearby`` are the site's others.
    ``own_fee`` is what the site says instead of the item's fees, "" where it says nothing.
    """

    item: Item
    code: str
    office: Office | None
    hall: HallCard | None
    nearby: tuple[HallCard, ...]
    window: str
    phone: str
    complaint_phone: str
    promised: Limit
    visits: int
    visit_reason: str
    depth: int
    fee: str
    own_fee: str
    hours: str
    bookable: bool
    online_at: Sequence[JsonObject] = ()

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
    def terms(self) -> list[Explained]:
        """The words of the trade on the top of the guide, each with what it means."""
        badges = (self.item.handling, self.depth_words, self.item.scope)
        return explained(*badges, *([BOOKABLE] if self.bookable else []))

    @property
    def charged(self) -> bool:
        """Whether the item costs something, if only in some cases; what a site says itself is in ``own_fee``."""
        return bool(self.item.fees) or is_charged(self.item.fee)

    @property
    def statutory(self) -> Limit | None:
        """What the law allows, None where it says nothing."""
        days = self.item.statutory_days
        return None if days is None else Limit(days, self.item.statutory_unit)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The item's steps with the name of the implementing body (实施主体) filled in."""
        return self._steps(self.item.steps)

    @property
    def window_steps(self) -> list[dict[str, Any]]:
        """The first steps at a window (窗口办理流程), as many as differ; those after them go as online."""
        own = self._steps(self.item.window_steps)
        return own[: len(own) - len(self.window_same)]

    @property
    def window_same(self) -> list[str]:
        """The names of the last steps at a window that are those of the online flow."""
        pairs = zip(reversed(self.item.window_steps), reversed(self.item.steps), strict=False)
        return [own["name"] for own, online in takewhile(lambda pair: pair[0] == pair[1], pairs)][::-1]

    def _steps(self, steps: Records) -> list[dict[str, Any]]:
        name = self.office.name if self.office else "办理部门"
        return [{key: str(text).replace("{department}", name) for key, text in step.items()} for step in steps]

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
    if item is None or row is None:
        return None
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
        promised=offer.promised,
        visits=offer.visits,
        visit_reason=(row.visit_reason or item.visit_reason) if offer.visits else "",
        depth=offer.depth,
        fee=offer.fee,
        own_fee=row.fee or "",
        hours=row.hours or (hall.hours if hall else ""),
        bookable=offer.bookable,
        online_at=(row.online_at or item.online_at) if offer.depth else (),
    )


def sites_offering(snapshot: Snapshot, code: str) -> frozenset[str]:
    """The division codes of all sites that offer an item."""
    offering = select(Offering.site_code).where(Offering.item_code == code, Offering.state == IN_USE)
    return frozenset(snapshot.reading().scalars(offering))
