"""How many faults the guides of each site have, for the table of all sites: two queries for some of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.catalogue.cards import Office
from govsite.domain.catalogue.content import office_card
from govsite.domain.catalogue.places import Where, places_of, words_of
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.checkup.guides import basics
from govsite.domain.checkup.items import Basics
from govsite.domain.checkup.offerings import READ, check_facts, check_offering, check_online
from govsite.domain.checkup.offices import check_halls, check_offices
from govsite.models.base import IN_USE
from govsite.models.department import Department
from govsite.models.offering import Offering
from govsite.sites.site import Site

ROWS_AT_ONCE = 1_000


@dataclass(slots=True)
class Counts:
    """How many guides a site has, how many are ``faulty``, its ``own`` faults, and ``others`` of the catalogue."""

    number: int = 0
    faulty: int = 0
    own: int = 0
    others: int = 0


def count_guides(snapshot: Snapshot, sites: Mapping[str, Site]) -> dict[str, Counts]:
    """The counts of some sites, which are given by their codes."""
    items, session, places, codes = basics(snapshot), snapshot.reading(), places_of(snapshot), set(sites)
    offices, counts = _offices(session, codes), {code: Counts() for code in codes}
    acting: set[tuple[str, str]] = set()
    about = {code: words_of(item) for code, item in snapshot.items.items()}
    for row in _offered(session, codes):
        if (item := items.get(row.item_code)) and row.site_code in counts:
            office = offices.get((row.site_code, row.department))
            where = places.of(sites[row.site_code], row, item.places, office, about[row.item_code])
            _add(counts[row.site_code], row, item, office, where)
            acting.add((row.site_code, row.department))
    for office in (office for place, office in offices.items() if place in acting):
        counts[office.site_code].own += sum(1 for _ in check_offices([office]))
    for hall in (hall for hall in snapshot.halls.values() if hall.site_code in counts):
        counts[hall.site_code].own += sum(1 for _ in check_halls([hall]))
    return counts


def _add(counts: Counts, row: Any, item: Basics, office: Office | None, where: Where) -> None:
    own, others = check_facts(row, item)
    mine = sum(1 for _ in (*check_offering(row, item, office, where), *check_online(row, item))) + len(own)
    theirs = len(item.texts) + len(others)
    counts.number += 1
    counts.own += mine
    counts.others += theirs
    counts.faulty += bool(mine or theirs)


def _offered(session: Session, codes: set[str]) -> Iterable[Any]:
    rows = select(*READ).where(Offering.state == IN_USE, Offering.site_code.in_(sorted(codes)))
    return session.execute(rows.execution_options(yield_per=ROWS_AT_ONCE))


def _offices(session: Session, codes: set[str]) -> dict[tuple[str, str], Office]:
    rows = session.execute(select(*Department.__table__.columns).where(Department.site_code.in_(sorted(codes))))
    return {(row.site_code, row.key): office_card(row) for row in rows}
