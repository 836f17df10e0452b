"""What answers a query beside items: bundles of errands (一件事), and services of other sites (便民服务)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from govsite.domain.catalogue.bundles import BundleCard
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.search.bundles import find_bundles
from govsite.domain.search.services import find_services
from govsite.sites.site import Service, Site


class Beside(NamedTuple):
    """Both, each the best first; ``passed_over``: a service has words that items were not looked for by (天气)."""

    bundles: list[BundleCard]
    services: list[Service]
    passed_over: bool = False

    def __bool__(self) -> bool:
        return bool(self.bundles or self.services)


def find_beside(snapshot: Snapshot, site: Site, query: str, words: Sequence[str]) -> Beside:
    """Both for a folded query without the names of places; ``words`` are those of it that say what is meant."""
    wanted = "".join(words)
    services, length = find_services(site, query, wanted)
    return Beside(find_bundles(snapshot, wanted or query), services, length > len(wanted))
