"""The check-up of one site as somebody sees it: all faults of the departments that are theirs, by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from govsite.domain.articles.reading import all_of
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.checkup import kinds, links
from govsite.domain.checkup.duties import FOOT, check_duties
from govsite.domain.checkup.faults import SITES, Fault, Field, Found, of_item
from govsite.domain.checkup.guides import Linked, faults_of
from govsite.domain.checkup.notices import check_notices
from govsite.sites.site import Site


@dataclass(frozen=True)
class Report:
    """The ``faults`` of a site in the order of KINDS, and the ``number`` of its guides."""

    number: int
    faults: Sequence[Fault]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many faults there are of each kind that there are any of."""
        return Counter(fault.kind for fault in self.faults)

    @cached_property
    def departments(self) -> Mapping[str, int]:
        """How many faults the guides of each department have."""
        return Counter(fault.department for fault in self.faults if fault.department)

    @cached_property
    def own(self) -> frozenset[str]:
        """The kinds of which some can be mended by the site itself."""
        return frozenset(fault.kind for fault in self.faults if fault.own)

    def chosen(self, kind: str = "", department: str = "") -> Report:
        """Of a kind and of a department alone; "" is any."""
        if not kind and not department:
            return self
        found = [f for f in self.faults if kind in ("", f.kind) and department in ("", f.department)]
        return Report(self.number, found)


def report_of(
    snapshot: Snapshot, session: Session, site: Site, today: date, keys: Collection[str] | None = None
) -> Report:
    """All that is wrong at a site, or with the guides of some departments: two queries beside what is in memory."""
    guides, notices = faults_of(snapshot, site), all_of(session, [site])[site.code]
    own = {url: where for where, url in links.of_site(site, notices)}
    dead = links.dead(session)
    faults = [
        *check_duties(site),
        *check_notices(notices, site.code, today),
        *guides.faults,
        *(_dead_here(site, own[url], url, reason) for url, reason in dead.items() if url in own),
        *(_dead_in_guide(each, dead[each.address]) for each in guides.links if each.address in dead),
    ]
    if keys is not None:
        faults = [fault for fault in faults if fault.department in keys]
    return Report(guides.number, sorted(faults, key=lambda fault: kinds.PLACES[fault.kind]))


def _dead_here(site: Site, where: str, url: str, reason: str) -> Fault:
    return Fault(kinds.DEAD_LINK, where, f"{url}：{reason}", Field(SITES, f"站点 {site.slug}", where), FOOT)


def _dead_in_guide(each: Linked, reason: str) -> Fault:
    found = Found(kinds.DEAD_LINK, each.column, f"{each.address}：{reason}")
    return of_item(found, each.code, each.name, each.department)
