"""How many faults the guides of each site have, for the table of all sites: two queries, whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.catalogue.cards import Office
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.checkup.guides import basics
from govsite.domain.checkup.items import Basics
from govsite.domain.checkup.offerings import READ, check_facts, check_offering, check_online
from govsite.domain.checkup.offices import check_halls, check_offices
from govsite.domain.common.per_object import per_object
from govsite.models.base import IN_USE
from govsite.models.department import Department
from govsite.models.offering import Offering

ROWS_AT_ONCE = 1_000
MOST_NAMED = 200  # sites that a query names; of more it reads all rows


@dataclass(slots=True)
class Counts:
    """How many guides a site has, how many are ``faulty``, its ``own`` faults, and ``others`` of the catalogue."""

    number: int = 0
    faulty: int = 0
    own: int = 0
    others: int = 0


def counts_of(snapshot: Snapshot, codes: Collection[str]) -> Mapping[str, Counts]:
    """The counts of some sites; those that are not known yet are made together."""
    known = _known(snapshot)
    if missing := {code for code in codes if code not in known}:
        known.update(_count(snapshot, missing))
    return {code: known[code] for code in codes}


@per_object
def _known(_: Snapshot) -> dict[str, Counts]:
    return {}


def _count(snapshot: Snapshot, codes: set[str]) -> dict[str, Counts]:
    items, session = basics(snapshot), snapshot.reading()
    offices, counts = _offices(session, codes), {code: Counts() for code in codes}
    acting: set[tuple[str, str]] = set()
    for row in _offered(session, codes):
        if (item := items.get(row.item_code)) and row.site_code in counts:
            office, hall = offices.get((row.site_code, row.department)), snapshot.halls.get(row.hall_id or "")
            _add(counts[row.site_code], row, item, office, hall)
            acting.add((row.site_code, row.department))
    for office in (office for place, office in offices.items() if place in acting):
        counts[office.site_code].own += sum(1 for _ in check_offices([office]))
    for hall in snapshot.halls.values():
        if hall.site_code in counts:
            counts[hall.site_code].own += sum(1 for _ in check_halls([hall]))
    return counts


def _add(counts: Counts, row: Any, item: Basics, office: Office | None, hall: Any) -> None:
    own, others = check_facts(row, item)
    mine = sum(1 for _ in (*check_offering(row, office, hall), *check_online(row, item))) + len(own)
    theirs = len(item.texts) + len(others)
    counts.number += 1
    counts.own += mine
    counts.others += theirs
    counts.faulty += bool(mine or theirs)


def _offered(session: Session, codes: set[str]) -> Iterable[Any]:
    rows = select(*READ).where(Offering.state == IN_USE)
    if len(codes) <= MOST_NAMED:
        rows = rows.where(Offering.site_code.in_(sorted(codes)))
    return session.execute(rows.execution_options(yield_per=ROWS_AT_ONCE))


def _offices(session: Session, codes: set[str]) -> dict[tuple[str, str], Office]:
    columns = (Department.site_code, Department.key, Department.slug, Department.title, Department.name)
    rows = session.execute(select(*columns, Department.phone, Department.complaint_phone, Department.address))
    return {(row.site_code, row.key): Office(*row) for row in rows if row.site_code in codes}
