"""What every site offers, made from the items, offices and halls in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.catalogue.content import office_card
from govsite.domain.catalogue.offerings import implementation_code, is_offered
from govsite.domain.catalogue.places import Places, Where, words_of
from govsite.domain.catalogue.snapshot import hall_card
from govsite.domain.importing import Table
from govsite.models import Department, Hall, Item
from govsite.models.base import IN_USE
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

PRE_CHECK = 2  # online depth from which an item is begun online
OFFERING_HEADER = (
    "site_code",
    "item_code",
    "code",
    "department",
    "hall_id",
    "window",
    "phone",
    "complaint_phone",
    "bookable",
    "online_at",
)

SiteOffices = dict[str, Department]  # by key


def offering_table(session: Session, tree: SiteTree, online: Mapping[str, str]) -> Table:
    """One row for each item at each site that offers it and has the office for it.

    Only a window that takes bookings is written down; where people go for all the rest, the kinds of place tell.
    ``online`` says where a department's items are done online that name no place of their own; ``*`` is any other.
    """
    return Table.of(OFFERING_HEADER, _offering_rows(session, tree, online))


def _offering_rows(session: Session, tree: SiteTree, online: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    items = list(session.scalars(select(Item).where(Item.state == IN_USE).order_by(Item.code)))
    halls = session.scalars(select(Hall).where(Hall.state == IN_USE).order_by(Hall.id))
    places, offices = Places(map(hall_card, halls)), _offices(session)
    for site in tree.all:
        yield from _site_rows(site, items, offices.get(site.code, {}), places, online)


def _offices(session: Session) -> dict[str, SiteOffices]:
    found: dict[str, SiteOffices] = {}
    for office in session.scalars(select(Department)):
        found.setdefault(office.site_code, {})[office.key] = office
    return found


def _site_rows(
    site: Site, items: Iterable[Item], offices: SiteOffices, places: Places, online: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    for item in items:
        office = offices.get(item.department)
        if office is None or not is_offered(site, item):
            continue
        card = office_card(office)
        where = places.find(site, item.places, card, words_of(item)) if item.visits else Where()
        yield (
            site.code,
            item.code,
            implementation_code(office.credit_code, site.level, item.code),
            item.department,
            where.hall.id if where.hall else "",
            where.window,
            office.phone,
            office.complaint_phone,
            "1" if where.hall else "0",
            "" if item.online_at or item.online_depth < PRE_CHECK else online.get(item.department, online.get("*", "")),
        )
