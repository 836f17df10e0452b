"""A bundle (一件事) at a site: which items in which order and where, and what is brought, each material once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from govsite.domain.catalogue.bundles import BundleCard
from govsite.domain.catalogue.cards import ItemCard, Offer, Office
from govsite.domain.catalogue.fees import is_charged
from govsite.domain.catalogue.limits import Limit
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.models.item import Item
from govsite.sites.site import Site

FORMS = ("电子证照", "电子件", "复印件", "原件", "原件和复印件")  # whoever brings the later one has the earlier ones
NEEDED = "必要"
# What is the same paper whoever's it is (父母双方居民身份证), and whatever else would do (居民户口簿或居住证).
CERTIFICATES = ("居民身份证", "居民户口簿", "出生医学证明", "结婚证", "营业执照", "社会保障卡", "不动产权证书")
_IN_BRACKETS = re.compile(r"（[^（）]*）")
_OR = re.compile("或者?")
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """An item of a bundle: offered here by an office, or at a ``site`` above, or somewhere else."""

    item: ItemCard
    when: str
    offer: Offer | None
    office: Office | None
    site: Site | None


@dataclass(slots=True)
class Material:
    """A material that is brought once: ``whose``, for which items, in the strictest form that one of them asks for."""

    name: str
    form: str
    copies: int
    needed: bool
    whose: list[str] = field(default_factory=list)
    wanted_by: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BundlePage:
    """A bundle as a site shows it: ``made`` are materials that an earlier item of it gives, by its name.

    ``promised`` is the longest promise of what is offered here, ``visits`` are all of them together.
    """

    bundle: BundleCard
    whole: Offer | None
    parts: tuple[Part, ...]
    brought: tuple[Material, ...]
    made: Mapping[str, str]

    @property
    def offers(self) -> list[Offer]:
        """What this site handles itself."""
        return [part.offer for part in self.parts if part.offer]

    @property
    def promised(self) -> Limit:
        """The longest promise of an item here; one after the other, or at once, it takes no less."""
        return max(
            (offer.promised for offer in self.offers),
            key=lambda limit: limit.most if limit.number else 0,
            default=Limit(0),
        )

    @property
    def visits(self) -> int:
        """How often one comes for the items one by one."""
        return sum(offer.visits for offer in self.offers)

    @property
    def charged(self) -> list[Offer]:
        """What costs something."""
        return [offer for offer in self.offers if is_charged(offer.fee)]


def bundle_page(snapshot: Snapshot, site: Site, bundle: BundleCard) -> BundlePage:
    """A bundle at a site; one query for the materials of its items."""
    content = snapshot.site(site.code)
    above = [(step, snapshot.site(step.code).offers) for step in reversed(site.ancestors)]
    parts = []
    for step in bundle.steps:
        item = snapshot.items.get(step["code"])
        if item is None:  # withdrawn meanwhile
            continue
        offer = content.offers.get(item.code)
        office = content.offices.get(offer.department) if offer else None
        nearest = next((one for one, offers in above if item.code in offers), None) if offer is None else None
        parts.append(Part(item, step.get("when", ""), offer, office, nearest))
    brought, made = _materials(snapshot, [part.item for part in parts])
    return BundlePage(bundle, content.offers.get(bundle.whole), tuple(parts), brought, made)


def _materials(snapshot: Snapshot, items: Sequence[ItemCard]) -> tuple[tuple[Material, ...], dict[str, str]]:
    columns = (Item.code, Item.materials, Item.result)
    rows = snapshot.reading().execute(select(*columns).where(Item.code.in_([item.code for item in items])))
    found = {row.code: row for row in rows}
    brought: dict[str, Material] = {}
    results: dict[str, str] = {}
    made: dict[str, str] = {}
    for item in items:
        if item.code not in found:
            continue
        for material in found[item.code].materials:
            name, whose = _parted(material["name"])
            if name in results and name not in brought:
                made[name] = results[name]
            else:
                _add(brought, name, material, whose, item.name)
        results.setdefault(_parted(found[item.code].result)[0], item.name)
    order = sorted(brought.values(), key=lambda each: not each.needed)  # what may be left out comes last
    return tuple(order), made


def _add(brought: dict[str, Material], name: str, material: Record, whose: str, item: str) -> None:
    form, copies = material.get("form", ""), int(material.get("copies") or 0)
    needed = material.get("need", NEEDED) == NEEDED and not material.get("when")
    known = brought.setdefault(name, Material(name, form, copies, needed))
    known.form = max(known.form, form, key=_strictness)
    known.copies = max(known.copies, copies)
    known.needed = known.needed or needed
    if whose and whose not in known.whose:
        known.whose.append(whose)
    if item not in known.wanted_by:
        known.wanted_by.append(item)


def _strictness(form: str) -> int:
    return FORMS.index(form) if form in FORMS else -1


def _parted(name: str) -> tuple[str, str]:
    """The paper that a name means, without what is said of it in brackets, and whose it is."""
    bare = _IN_BRACKETS.sub("", name).strip() or name
    for paper in CERTIFICATES:
        if bare.endswith(paper):
            whose = bare.removesuffix(paper)
            return paper, "" if whose.endswith(("或", "或者")) else whose.removesuffix("的")
        if paper in _OR.split(bare):
            return paper, ""
    return bare, ""
