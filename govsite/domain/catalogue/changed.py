"""When what pages of a site show was changed last, for its site map: as far as records know, never later than it was.

A page shows several rows. Of those whose change nobody knows, because it was before there was a column for it, the
others say no less.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from govsite.domain.catalogue.snapshot import Snapshot
from govsite.models.offering import Offering

_COLUMNS = (Offering.item_code, Offering.department, Offering.hall_id, Offering.changed)
Known = dict[str, datetime | None]


class Changes(NamedTuple):
    """The last change by the code of an item, the slug of a department, the number of a hall; None is unknown."""

    guides: Known
    offices: Known
    halls: Known


def last_changes(snapshot: Snapshot, site_code: str) -> Changes:
    """The last changes of the pages of a site; one query."""
    content = snapshot.site(site_code)
    guides: Known = {}
    listed: Known = {}  # by the full name of a department, whose page lists what it does under all its names
    rows = snapshot.reading().execute(select(*_COLUMNS).where(Offering.site_code == site_code))
    for code, department, hall_id, changed in rows:
        item, office, hall = (
            snapshot.items.get(code),
            content.offices.get(department),
            snapshot.halls.get(hall_id or ""),
        )
        own = _newest(changed, item.changed if item else None)
        guides[code] = _newest(own, office.changed if office else None, hall.changed if hall else None)
        if office:
            listed[office.name] = _newest(listed.get(office.name), own)
    offices = {each.slug: _newest(each.changed, listed.get(each.name)) for each in content.offices.values()}
    return Changes(guides, offices, {hall.id: hall.changed for hall in content.halls})


def _newest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)
