"""A new catalogue shows at once: until its search index is made, that of the catalogue before is lent to it."""

from __future__ import annotations

import time
from collections.abc import Container, Iterator

from govsite.domain.search.index import ItemIndex, Ranking, build_index
from govsite.domain.search.source import Searched, Source


class Lent:
    """An index of older items: those that are no more are not found, and new ones not yet."""

    def __init__(self, index: ItemIndex | Lent, codes: Container[str]) -> None:
        self._codes = codes
        self._index = index

    def knows(self, word: str) -> bool:
        """As ``ItemIndex.knows``."""
        return self._index.knows(word)

    def rank(self, query: str, limit: int = 60) -> Ranking:
        """As ``ItemIndex.rank``."""
        found = self._index.rank(query, limit)
        kept = [(code, share) for code, share in zip(found.codes, found.shares, strict=True) if code in self._codes]
        codes, shares = zip(*kept, strict=True) if kept else ((), ())
        return found._replace(codes=codes, shares=shares)


class Search:
    """The search index of one state of the items and words; ``before`` lends its own until ``settle`` has made it."""

    def __init__(self, source: Source, before: Search | None) -> None:
        self.digest = source.digest
        self._source: Source | None = source
        self._codes = source.codes
        self._before = before
        self._index: ItemIndex | None = None
        if before is None:
            self.settle()

    @property
    def lent(self) -> bool:
        """Whether the index is still that of other items."""
        return self._index is None

    @property
    def index(self) -> ItemIndex | Lent:
        """The index there is."""
        before = self._before  # read first: it goes when the index has come
        if self._index is not None:
            return self._index
        assert before is not None
        return Lent(before.index, self._codes)

    def settle(self, rest: float = 0.0) -> None:
        """Make the index, some 0.4 s of work, by one thread at a time, with a rest in seconds after each item.

        A page that reads the database gives Python's lock away with every row and waits for it at least 5 ms while
        another thread works all the time: a second edit would show after up to 3 s.
        """
        if self._source is not None:
            items = self._source.items()
            self._index = build_index(_unhurried(items, rest) if rest else items, self._source.words)
            self._source = self._before = None


def _unhurried(items: Iterator[Searched], rest: float) -> Iterator[Searched]:
    for item in items:
        yield item
        time.sleep(rest)
