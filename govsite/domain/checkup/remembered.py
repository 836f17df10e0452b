"""What a worker remembers for the table of all sites: the numbers of each, counted anew some sites at a time.

The guides of a site are counted once a catalogue, its articles when its topic has moved. With thousands of sites that
takes longer than anybody waits for a page: a request counts for a while, and the next one goes on.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from govsite.database.topics import Numbers, of_site
from govsite.domain.articles.reading import all_of
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.checkup import links
from govsite.domain.checkup.counts import Counts, count_guides
from govsite.domain.checkup.duties import check_duties
from govsite.domain.checkup.notices import check_notices
from govsite.sites.site import Site

AT_ONCE = 20  # sites
BUDGET = 1.0  # seconds after which a request begins no others


class Beside(NamedTuple):
    """What a site has to mend beside its guides: faults of its articles and duties, and where it leads by itself."""

    notices: int
    duties: int
    links: tuple[str, ...]


class Counted(NamedTuple):
    """The numbers of a site, as they were when they were last counted."""

    guides: Counts
    beside: Beside


class Remembered:
    """The numbers of sites by their codes."""

    def __init__(self) -> None:
        self._guides: dict[str, tuple[int, Counts]] = {}
        self._beside: dict[str, tuple[object, Beside]] = {}

    def refresh(
        self, snapshot: Snapshot, session: Session, sites: Sequence[Site], today: date, known: tuple[Numbers, str]
    ) -> int:
        """Count what is not known as it is now, as long as there is time; returns how many sites are left.

        ``known`` are the numbers of topics and the version of sites.yaml, read before.
        """
        end = time.monotonic() + BUDGET
        numbers, version = known
        keys = {site.code: (numbers.get(of_site(site.code), 0), version, today) for site in sites}
        old = [site for site in sites if self._is_old(site.code, snapshot.serial, keys[site.code])]
        old.sort(key=lambda site: site.code in self._guides)  # first those of which nothing is known
        for at in range(0, len(old), AT_ONCE):
            some = old[at : at + AT_ONCE]
            self._count_guides(snapshot, some)
            self._count_beside(
                session, [site for site in some if self._mark(site.code) != keys[site.code]], keys, today
            )
            if time.monotonic() >= end:
                return len(old) - at - len(some)
        return 0

    def of(self, code: str) -> Counted | None:
        """The numbers of a site; None before they were ever counted."""
        guides, beside = self._guides.get(code), self._beside.get(code)
        return Counted(guides[1], beside[1]) if guides and beside else None

    def _is_old(self, code: str, serial: int, key: object) -> bool:
        guides = self._guides.get(code)
        return guides is None or guides[0] != serial or self._mark(code) != key

    def _mark(self, code: str) -> object:
        kept = self._beside.get(code)
        return kept[0] if kept else None

    def _count_guides(self, snapshot: Snapshot, sites: Collection[Site]) -> None:
        missing = {site.code: site for site in sites if self._guides.get(site.code, (None,))[0] != snapshot.serial}
        if missing:
            counts = count_guides(snapshot, missing)
            self._guides.update({code: (snapshot.serial, counts[code]) for code in missing})

    def _count_beside(self, session: Session, sites: Sequence[Site], keys: Mapping[str, object], today: date) -> None:
        articles = all_of(session, sites) if sites else {}
        for site in sites:
            own = articles[site.code]
            faults = sum(1 for _ in check_notices(own, site.code, today)), sum(1 for _ in check_duties(site))
            leads = tuple(dict.fromkeys(url for _, url in links.of_site(site, own)))
            self._beside[site.code] = keys[site.code], Beside(*faults, leads)
