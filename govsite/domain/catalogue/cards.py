"""What a worker keeps in memory of items, offerings, offices and halls: small immutable records for all requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from govsite.models.item import Item

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
    Item.promised_days,
    Item.fee,
    Item.fee_short,
    Item.visits,
    Item.online_depth,
    Item.heat,
    Item.changed,
)
FACETS = ("theme", "event", "group", "department")


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An entry of the basic catalogue (事项), without the long texts of its guide; days are working days."""

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
    promised_days: int
    fee: str
    visits: int
    depth: int
    heat: int
    changed: datetime | None

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
            item.promised_days,
            item.fee_short or item.fee,
            item.visits,
            item.online_depth,
            item.heat,
            item.changed,
        )

    def terms(self, facet: str) -> tuple[str, ...]:
        """The item's terms in one facet."""
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
    promised_days: int
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


@dataclass(frozen=True, slots=True)
class Office:
    """A department at one site (实施部门)."""

    site_code: str
    key: str
    slug: str
    title: str
    name: str
    phone: str
    complaint_phone: str
    address: str
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class HallCard:
    """A service hall (办事大厅); ``floors`` are {"floor": str, "units": [str]}."""

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


class Term(NamedTuple):
    """One value of a facet: audience natural, legal or both."""

    facet: str
    audience: str
    term: str
