"""The notices (公告) that speak of a query: those of a site and of all sites above it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from operator import add

from govsite.domain.common.folding import plain
from govsite.sites.site import Notice, Site

MOST = 5
MOST_TEXTS = 1_000
LEAST = 0.5  # of the query's pairs
BODY = 0.5  # what stands only in the body counts half, so where the title says nothing all must stand there


def find_notices(site: Site, words: Sequence[str], today: date) -> list[Notice]:
    """The notices shown today that hold most of the words' pairs of characters; best first, then nearest.

    A notice's link leads to the site that wrote it: another notice of the same id may hide it elsewhere.
    """
    pairs = _pairs(words)
    if not pairs:
        return []
    found = []
    for step in (site, *reversed(site.ancestors)):
        for notice in step.notices:
            title, body = _folded(notice.title), _folded(notice.body)
            titled = sum(map(title.__contains__, pairs))
            if titled:
                told = sum([pair in body and pair not in title for pair in pairs])
                share = (titled + BODY * told) / len(pairs)
            else:
                share = BODY if all(map(body.__contains__, pairs)) else 0.0
            if share >= LEAST and notice.active(today):
                found.append((share, notice))
    found.sort(key=lambda each: -each[0])
    return [notice for _, notice in found[:MOST]]


def _pairs(words: Iterable[str]) -> list[str]:
    """Two characters side by side; numbers and Latin words stay whole, and one character says too little."""
    pairs: dict[str, None] = {}
    for word in words:
        pairs.update(dict.fromkeys([word] if word.isascii() else map(add, word, word[1:])))
    return [pair for pair in pairs if len(pair) > 1]


@lru_cache(maxsize=MOST_TEXTS)
def _folded(text: str) -> str:
    """By the text, not by the notice: that would keep the sites of a sites.yaml that is no more."""
    return plain(text)
