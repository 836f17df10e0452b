"""The notices (公告) that match a query: those of a site and of all sites above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from govsite.domain.articles.board import OF_FILE, Boards, Head
from govsite.domain.common.word_pairs import word_pairs
from govsite.folding import fold
from govsite.sites.site import Site

MOST_NOTICES = 5
MOST_NOTICE_TEXTS = 1_000
LEAST_NOTICE_SHARE = 0.5  # of the query's bigrams
BODY_WEIGHT = 0.5  # of a bigram in the body alone: without any in the title all must stand in the body


class Found(NamedTuple):
    """A notice and the site that published it."""

    site: Site
    head: Head


def find_notices(site: Site, words: Sequence[str], today: date, boards: Boards = OF_FILE) -> list[Found]:
    """The notices shown today that hold most bigrams of the words; best first, then nearest.

    Link to a notice at the site that wrote it: another notice of the same id may hide it elsewhere.
    """
    bigrams = word_pairs(words)
    if not bigrams:
        return []
    found = []
    first, last = bigrams[0], bigrams[-1]
    for step in (site, *reversed(site.ancestors)):
        heads = boards.of(step).active(today)
        texts = boards.texts(step) if heads else {}
        for head in heads:
            title, body = _folded(head.title), _folded(texts.get(head.id, ""))
            in_title = sum(map(title.__contains__, bigrams))
            if in_title:
                in_body = sum([bigram in body and bigram not in title for bigram in bigrams])
                share = (in_title + BODY_WEIGHT * in_body) / len(bigrams)
            elif first in body and last in body and all(map(body.__contains__, bigrams)):
                share = BODY_WEIGHT
            else:
                continue
            if share >= LEAST_NOTICE_SHARE:
                found.append((share, Found(step, head)))
    found.sort(key=lambda each: -each[0])
    return [notice for _, notice in found[:MOST_NOTICES]]


@lru_cache(maxsize=MOST_NOTICE_TEXTS)
def _folded(text: str) -> str:
    """Remembered by the text, not by the notice, which would keep all sites of an outdated sites.yaml alive."""
    return fold(text)
