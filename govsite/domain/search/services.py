"""The services of other sites (便民服务) that a query asks for: words the index of items does not know (查天气)."""

from __future__ import annotations

from functools import lru_cache

from govsite.folding import fold
from govsite.sites.site import Service, Site

MOST_SERVICES = 3
SHORTEST = 2  # characters
LEAST_SHARE = 0.5  # of a query that says more than where it leads: 公交 is not what 老年人公交优待证 asks for
MOST_REMEMBERED = 1_000


def find_services(site: Site, query: str, wanted: str) -> tuple[list[Service], int]:
    """The services of which the title or a word stands in a folded query, the longest first, and the longest's length.

    The word must be half of what is ``wanted``, the query without stop words; of these alone (天气) any will do.
    """
    asked = query.replace(" ", "")
    found = []
    for service in site.services:
        words = _words(service.title, service.words)
        held = next((len(word) for word in words if word in asked), 0)
        if held and held >= LEAST_SHARE * len(wanted):
            found.append((held, service))
    found.sort(key=lambda each: -each[0])
    return [service for _, service in found[:MOST_SERVICES]], found[0][0] if found else 0


@lru_cache(maxsize=MOST_REMEMBERED)
def _words(title: str, words: str) -> tuple[str, ...]:
    """The title and the words of a service, folded, the longest first; remembered by the texts, not by the site."""
    folded = {fold(word).replace(" ", "") for word in (title, *words.split("、"))}
    return tuple(sorted((word for word in folded if len(word) >= SHORTEST), key=lambda word: (-len(word), word)))
