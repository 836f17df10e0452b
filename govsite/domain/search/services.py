"""The services of other sites (便民服务) that a query asks for: words the index of items does not know (查天气)."""

from __future__ import annotations

from govsite.folding import fold
from govsite.sites.site import Service, Site

MOST_SERVICES = 3
SHORTEST = 2  # characters
LEAST_SHARE = 0.5  # of a query that says more than where it leads: 公交 is not what 老年人公交优待证 asks for


def find_services(site: Site, query: str, *, whole: bool) -> list[Service]:
    """The services of which the title or a word stands in a folded query; the longest first.

    With ``whole`` the word must be most of what was asked.
    """
    asked = query.replace(" ", "")
    found = []
    for service in site.services:
        words = (fold(word).replace(" ", "") for word in (service.title, *service.words.split("、")))
        held = max((len(word) for word in words if len(word) >= SHORTEST and word in asked), default=0)
        if held and (not whole or held >= LEAST_SHARE * len(asked)):
            found.append((held, service))
    found.sort(key=lambda each: -each[0])
    return [service for _, service in found[:MOST_SERVICES]]
