"""The guide (办事指南) of an item at a site: what the basic catalogue says, overridden by the site's offering."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import select

from govsite.domain.catalogue.cards import Office
from govsite.domain.catalogue.fees import is_charged
from govsite.domain.catalogue.glossary import BOOKABLE, Explained, explained
from govsite.domain.catalogue.health import ONLINE
from govsite.domain.catalogue.limits import Limit
from govsite.domain.catalogue.materials import whole
from govsite.domain.catalogue.places import Where, places_of, words_of
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.catalogue.wording import BELOW, DEPTHS, grade_line
from govsite.domain.common.bounded import Bounded
from govsite.domain.common.days import ZONE
from govsite.domain.common.per_object import per_object
from govsite.domain.common.phones import is_same_line, reach
from govsite.models.base import IN_USE, JsonObject, Records
from govsite.models.item import PROOF_LEVELS, Item
from govsite.models.offering import Offering
from govsite.sites.site import Site

MOST_GUIDES = 400
_MONEY = re.compile(r"(?:发放|支付|拨付|报销)结果|到账|补贴资金|补助资金|奖励金|帮扶资金")
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

    ``where`` is where the item is done. ``own_fee`` is what the site says instead of the item's fees, "" where
    it says nothing. ``changed`` is when item or offering were changed last, None where nobody knows.
    """

    item: Item
    code: str
    office: Office | None
    where: Where
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
    changed: datetime | None
    hotline: str = ""
    online_at: Sequence[JsonObject] = ()

    def reached_by(self, contact: str, hotline: str) -> Guide:
        """The guide with the numbers that hold where neither offering nor office has any (``phones.reach``)."""
        phone, complaint = reach(self.phone, self.complaint_phone, contact, hotline)
        if (phone, complaint, hotline) == (self.phone, self.complaint_phone, self.hotline):
            return self
        return replace(self, phone=phone, complaint_phone=complaint, hotline=hotline)

    @property
    def online(self) -> bool:
        """Whether it can be handed in online (网上), so that this stands before any place."""
        return self.depth >= ONLINE

    @property
    def levels_below(self) -> list[str]:
        """Townships and villages, in words, where they do it."""
        return [word for level, word in BELOW.items() if level in self.item.levels]

    @property
    def depth_words(self) -> str:
        """How far it can be done online, in words."""
        return DEPTHS[self.depth]

    @property
    def grade(self) -> str:
        """How far it can be done online, with the grade."""
        return grade_line(self.depth)

    @property
    def proof_words(self) -> str:
        """The level that an account needs to do it online, in words (认证等级要求); "" for none."""
        return next((word for word, level in PROOF_LEVELS.items() if level == self.item.proof_level), "")

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
    def delivery(self) -> str:
        """How the result comes to who applied (结果送达): money and what is seen on a screen go by no post."""
        if _MONEY.search(self.item.result):
            return "打到申请时填的银行账户"
        if self.item.post:
            return "窗口领取或者邮寄"
        return "窗口领取" if self.visits or not self.online else "网上查看、下载"

    @property
    def remedy(self) -> str:
        """What the item's own law says for who does not accept the result, "" where what holds for all does."""
        return next((text for text in self.item.notes if "不服的" in text), "")

    @property
    def must_go(self) -> bool:
        """Whether somebody has to go somewhere, so that an unknown place has to be asked for."""
        return bool(self.visits) or not self.online

    @property
    def updated(self) -> date | None:
        """The day of the last change."""
        return self.changed.astimezone(ZONE).date() if self.changed else None

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
        """The body's window is the one where people are sent to: that of a police station, not of the bureau."""
        name = self.office.name if self.office else "办理部门"
        words = (("{department}窗口", f"{self.where.special or name}窗口"), ("{department}", name))
        return [{key: _filled(str(text), words) for key, text in step.items()} for step in steps]

    @property
    def materials(self) -> list[dict[str, Any]]:
        """The item's materials, each with its kind and, where it is filled in, with where the form comes from."""
        return [whole(material) for material in self.item.materials]

    @property
    def advisers(self) -> list[dict[str, Any]]:
        """The advisers that have a number of their own: who only answers on the common lines is no adviser."""
        common = "、".join((self.phone, self.hotline))
        own = ({**each, "phone": str(each["phone"]).replace("{phone}", self.phone)} for each in self.item.advisers)
        return [each for each in own if each["phone"] and not is_same_line(each["phone"], common)]


def _filled(text: str, words: Iterable[tuple[str, str]]) -> str:
    for name, value in words:
        text = text.replace(name, value)
    return text


def find_guide(snapshot: Snapshot, site: Site, code: str) -> Guide | None:
    """The guide of an item at a site; None when the site does not offer it."""
    if code not in snapshot.site(site.code).offers:
        return None
    return _guides(snapshot).get((site, code), lambda: _read(snapshot, site, code))


@per_object
def _guides(_: Snapshot) -> Bounded[tuple[Site, str], Guide | None]:
    """The guides of a snapshot that were asked for last, by site and item."""
    return Bounded(MOST_GUIDES)


def _read(snapshot: Snapshot, site: Site, code: str) -> Guide | None:
    item = snapshot.detail(code)
    row = snapshot.offering(site.code, code)
    return None if item is None or row is None else guide_of(snapshot, site, item, row)


def all_guides(snapshot: Snapshot, site: Site) -> Iterator[Guide]:
    """The guides of all that a site offers, in its order; one query, and nothing is kept."""
    own = (Offering.site_code == site.code, Offering.state == IN_USE)
    found = select(Item, Offering).join(Offering, Offering.item_code == Item.code).where(*own)
    session = snapshot.reading()
    rows = {item.code: (item, row) for item, row in session.execute(found)}
    session.expunge_all()
    yield from (guide_of(snapshot, site, *rows[code]) for code in snapshot.site(site.code).offers if code in rows)


def guide_of(snapshot: Snapshot, site: Site, item: Item, row: Offering) -> Guide:
    """The guide of an item that a site offers, by their rows."""
    code, content = row.item_code, snapshot.site(site.code)
    offer = content.offers[code]
    office = content.offices.get(row.department)
    where = places_of(snapshot).of(site, row, item.places, office, words_of(item))
    return Guide(
        item=item,
        code=row.code,
        office=office,
        where=where,
        phone=row.phone or (office.phone if office else ""),
        complaint_phone=row.complaint_phone or (office.complaint_phone if office else ""),
        promised=offer.promised,
        visits=offer.visits,
        visit_reason=(row.visit_reason or item.visit_reason) if offer.visits else "",
        depth=offer.depth,
        fee=offer.fee,
        own_fee=row.fee or "",
        hours=row.hours or (where.first.hours_at(where.window) if where.first else ""),
        bookable=offer.bookable,
        changed=max(filter(None, (item.changed, row.changed)), default=None),
        online_at=(row.online_at or item.online_at) if offer.depth else (),
    )


def sites_offering(snapshot: Snapshot, code: str) -> frozenset[str]:
    """The division codes of all sites that offer an item."""
    offering = select(Offering.site_code).where(Offering.item_code == code, Offering.state == IN_USE)
    return frozenset(snapshot.reading().scalars(offering))
