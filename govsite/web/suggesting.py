"""What a space suggests: at the place where somebody lives as they say, else at the site at hand."""

from __future__ import annotations

from typing import NamedTuple

from govsite.domain.accounts.profiles import Own
from govsite.domain.catalogue.suggested import Suggested, suggest
from govsite.sites.site import Site
from govsite.web.content import site_content
from govsite.web.here import here

MOST = 12


class Found(NamedTuple):
    """The guides, and the site whose they are."""

    site: Site
    guides: list[Suggested]


def suggested_to(own: Own, most: int) -> Found:
    """What is suggested to somebody; nothing where they have chosen nothing, or have switched it off."""
    site = here.tree.by_code.get(own.district, here.site)
    if not own.suggests or not (own.groups or own.events):
        return Found(site, [])
    return Found(site, suggest(site_content(site), own.groups, own.events, most))
