"""What every site offers, made from the items, offices and halls in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.demo.office_names import Pattern
from govsite.domain.catalogue.offerings import find_window, implementation_code, is_offered
from govsite.domain.importing import Table
from govsite.models import Department, Hall, Item
from govsite.models.base import IN_USE
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

PRE_CHECK = 2  # online depth from which an item is begun online
LOCAL_HALL_LEVELS = ("乡", "镇", "街", "村")  # they serve their own neighbours, not the whole site
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

SiteHalls = list[tuple[str, list[dict[str, Any]]]]  # id and floors
SiteOffices = dict[str, Department]  # by key


def offering_table(session: Session, tree: SiteTree, patterns: Iterable[Pattern], online: Mapping[str, str]) -> Table:
    """One row for each item at each site that offers it and has the office for it.

    ``online`` says where a department's items are done online that name no place of their own; ``*`` is any other.
    """
    return Table.of(OFFERING_HEADER, _offering_rows(session, tree, patterns, online))


def _offering_rows(
    session: Session, tree: SiteTree, patterns: Iterable[Pattern], online: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    words = {pattern.key: pattern.windows for pattern in patterns}
    items = list(session.scalars(select(Item).where(Item.state == IN_USE).order_by(Item.code)))
    halls, offices = _halls(session), _offices(session)
    for site in tree.all:
        yield from _site_rows(site, items, offices.get(site.code, {}), halls.get(site.code, []), words, online)


def _halls(session: Session) -> dict[str, SiteHalls]:
    found: dict[str, SiteHalls] = {}
    serving = select(Hall.id, Hall.site_code, Hall.floors).where(Hall.level.not_in(LOCAL_HALL_LEVELS)).order_by(Hall.id)
    for hall, code, floors in session.execute(serving):
        found.setdefault(code, []).append((hall, floors))
    return found


def _offices(session: Session) -> dict[str, SiteOffices]:
    found: dict[str, SiteOffices] = {}
    for office in session.scalars(select(Department)):
        found.setdefault(office.site_code, {})[office.key] = office
    return found


def _site_rows(
    site: Site,
    items: Iterable[Item],
    offices: SiteOffices,
    halls: SiteHalls,
    words: Mapping[str, tuple[str, ...]],
    online: Mapping[str, str],
) -> Iterator[tuple[str, ...]]:
    windows = {key: find_window(halls, words.get(key, ())) for key in offices}
    for item in items:
        office = offices.get(item.department)
        if office is None or not is_offered(site, item):
            continue
        window = windows[item.department]
        yield (
            site.code,
            item.code,
            implementation_code(office.credit_code, site.level, item.code),
            item.department,
            window.hall_id if window else "",
            window.text if window else "",
            office.phone,
            office.complaint_phone,
            "1" if window and item.visits else "0",
            "" if item.online_at or item.online_depth < PRE_CHECK else online.get(item.department, online.get("*", "")),
        )
