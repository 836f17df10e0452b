"""What was done last month, for home pages, which ask no database while they are warm: read anew now and then."""

from __future__ import annotations

import time
from typing import NamedTuple

from govsite.database.session import reading
from govsite.database.trouble import KINDS, is_away
from govsite.domain.cases.supervision import Performance, last_month
from govsite.domain.common.days import today
from govsite.sites.site import Site
from govsite.web.policy import this_portal

AGE = 600.0  # seconds: what systems tell late still counts for last month
PAUSE = 30.0  # seconds before what could not be read is tried again


class _Known(NamedTuple):
    figures: Performance | None
    month: int
    until: float


class LastMonths:
    """The figures that a worker knows, by site."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def of(self, site: Site) -> Performance | None:
        """Those of a site with those below it; None where there are too few to tell."""
        now, month = time.monotonic(), today().month
        known = self._known.get(site.code)
        if known is None or known.month != month or now >= known.until:
            known = self._known[site.code] = self._read(site, month, now)
        return known.figures

    def _read(self, site: Site, month: int, now: float) -> _Known:
        try:
            found = last_month(reading(), site, today())
        except KINDS as error:  # the page is made without them
            if not is_away(error):
                raise
            return _Known(None, month, now + PAUSE)
        return _Known(None if found.empty or found.few else found, month, now + AGE)


def figures_of_last_month(site: Site) -> Performance | None:
    """What the home page says of a site's cases; None for nothing."""
    known: LastMonths = this_portal().extensions["last_months"]
    return known.of(site) if site.has("progress") else None
