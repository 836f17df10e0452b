"""What a worker keeps in memory of items, offerings, offices and halls: small immutable records for all requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from govsite.domain.catalogue.limits import Limit
from govsite.models.item import Item
from govsite.models.place import HALL

# The columns that a card needs: reading whole items would cost every worker 9 MB for good.
CARD_COLUMNS = (
    Item.code,
    Item.slug,
    Item.name,
    Item.name_en,
    Item.aliases,
    Item.audience,
    Item.handling,
    Item.themes,
    Item.life_events,
    Item.groups,
    Item.department,
    Item.levels,
    Item.places,
    Item.promised_days,
    Item.promised_unit,
    Item.fee,
    Item.fee_short,
    Item.visits,
    Item.online_depth,
    Item.scope,
    Item.post,
    Item.heat,
    Item.changed,
    Item.result,
)
FACETS = ("theme", "event", "group", "way", "department")


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An entry of the basic catalogue (事项), without the long texts of its guide."""

    code: str
    slug: str
    name: str
    name_en: str
    aliases: tuple[str, ...]
    audience: str
    handling: str
    themes: tuple[str, ...]
    events: tuple[str, ...]
    groups: tuple[str, ...]
    department: str
    levels: tuple[str, ...]
    places: tuple[str, ...]
    promised: Limit
    fee: str
    visits: int
    depth: int
    scope: str
    post: bool
    heat: int
    changed: datetime | None
    result: str

    @classmethod
    def of(cls, item: Any) -> ItemCard:
        """The card of a row with the columns of ``CARD_COLUMNS``."""
        return cls(
            item.code,
            item.slug,
            item.name,
            item.name_en,
            tuple(item.aliases),
            item.audience,
            item.handling,
            tuple(item.themes),
            tuple(item.life_events),
            tuple(item.groups),
            item.department,
            tuple(item.levels),
            tuple(item.places or ()),
            Limit(item.promised_days, item.promised_unit),
            item.fee_short or item.fee,
            item.visits,
            item.online_depth,
            item.scope,
            item.post,
            item.heat,
            item.changed,
            item.result,
        )

    def terms(self, facet: str) -> tuple[str, ...]:
        """The item's terms in one facet; its ways (办理方式) are those of the offer."""
        if facet == "theme":
            return self.themes
        if facet == "event":
            return self.events
        return self.groups if facet == "group" else (self.department,)


class Offer(NamedTuple):
    """One line of a list: an item as one site offers it (实施清单), with the facts that the site overrides.

    ``facts`` is the line of facts in a list: limit, fee, visits, online depth, bookable.
    """

    item: ItemCard
    department: str
    promised: Limit
    visits: int
    depth: int
    fee: str
    bookable: bool
    facts: str

    @property
    def code(self) -> str:
        """The 基本编码, or that of a variant of an item: 12 or 14 characters."""
        return self.item.code

    @property
    def name(self) -> str:
        """The item's official name."""
        return self.item.name


def as_offer(item: ItemCard) -> Offer:
    """An item as a site offers it that says nothing of its own."""
    facts = (item.promised, item.visits, item.depth, item.fee)
    return Offer(item, item.department, *facts, False, "")


@dataclass(frozen=True, slots=True)
class Office:
    """A department at one site (实施部门); ``windows`` are the words by which signs in halls call it."""

    site_code: str
    key: str
    slug: str
    title: str
    name: str
    phone: str
    complaint_phone: str
    address: str
    changed: datetime | None = None
    windows: tuple[str, ...] = ()
    fax: str = ""
    postcode: str = ""
    email: str = ""

    @property
    def signs(self) -> tuple[str, ...]:
        """What a sign says that means it: its words, or its name without what all have."""
        return self.windows or (self.key.removesuffix("局"),)


@dataclass(frozen=True, slots=True)
class HallCard:
    """A service hall (办事大厅) or another place of a ``kind``; its columns are those of the model."""

    id: str
    site_code: str
    name: str
    level: str
    address: str
    hours: str
    phone: str
    transport: str
    floors: tuple[dict[str, Any], ...]
    changed: datetime | None = None
    kind: str = HALL
    driving: str = ""
    fax: str = ""
    postcode: str = ""
    email: str = ""
    introduction: str = ""
    access: tuple[str, ...] = ()
    counters: tuple[dict[str, Any], ...] = ()

    @property
    def is_hall(self) -> bool:
        """Whether it is the hall of its site, with windows of several departments."""
        return self.kind == HALL

    def hours_at(self, window: str) -> str:
        """When a window is open: its own hours where it has any, else those of the hall."""
        return str(self._counter(window).get("hours") or self.hours)

    def phone_at(self, window: str) -> str:
        """The window's own number, "" where it has none."""
        return str(self._counter(window).get("phone") or "")

    def _counter(self, window: str) -> dict[str, Any]:
        return next((each for each in self.counters if each["unit"] in window), {})


class Term(NamedTuple):
    """One value of a facet: audience natural, legal or both."""

    facet: str
    audience: str
    term: str
