"""The notices (公告) that match a query: those of a site and of all sites above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from govsite.domain.common.word_pairs import word_pairs
from govsite.folding import fold
from govsite.sites.site import Notice, Site

MOST_NOTICES = 5
MOST_NOTICE_TEXTS = 1_000
LEAST_NOTICE_SHARE = 0.5  # of the query's bigrams
BODY_WEIGHT = 0.5  # of a bigram in the body alone: without any in the title all must stand in the body


def find_notices(site: Site, words: Sequence[str], today: date) -> list[Notice]:
    """The notices shown today that hold most bigrams of the words; best first, then nearest.

    Link to a notice at the site that wrote it: another notice of the same id may hide it elsewhere.
    """
    bigrams = word_pairs(words)
    if not bigrams:
        return []
    found = []
    for step in (site, *reversed(site.ancestors)):
        for notice in step.notices:
            title, body = _folded(notice.title), _folded(notice.body)
            in_title = sum(map(title.__contains__, bigrams))
            if in_title:
                in_body = sum([bigram in body and bigram not in title for bigram in bigrams])
                share = (in_title + BODY_WEIGHT * in_body) / len(bigrams)
            else:
                share = BODY_WEIGHT if all(map(body.__contains__, bigrams)) else 0.0
            if share >= LEAST_NOTICE_SHARE and notice.active(today):
                found.append((share, notice))
    found.sort(key=lambda each: -each[0])
    return [notice for _, notice in found[:MOST_NOTICES]]


@lru_cache(maxsize=MOST_NOTICE_TEXTS)
def _folded(text: str) -> str:
    """Remembered by the text, not by the notice, which would keep all sites of an outdated sites.yaml alive."""
    return fold(text)
