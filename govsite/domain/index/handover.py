"""A new catalogue shows at once: until its search index is made, that of the catalogue before is lent to it."""

from __future__ import annotations

import time
from collections.abc import Container, Iterator

from govsite.domain.common.folding import plain
from govsite.domain.index.item_index import ItemIndex, Ranking, build_index
from govsite.domain.index.source import Searched, Source

MOST_EDITED = 50

Names = dict[str, list[str]]  # of items by code, folded as queries are


class Lent:
    """An index of older items: those that are no more are not found, and the ``edited`` by their names alone."""

    def __init__(self, index: ItemIndex | Lent, codes: Container[str], edited: Names) -> None:
        self._codes = codes
        self._index = index
        self._edited = edited

    def knows(self, word: str) -> bool:
        """As ``ItemIndex.knows``."""
        return self._index.knows(word)

    def rank(self, query: str, limit: int = 60) -> Ranking:
        """As ``ItemIndex.rank``; an item edited just now comes first where it has the name that was asked for."""
        found = self._index.rank(query, limit)
        named = [code for code, names in self._edited.items() if _is_asked_for(found, code, names)]
        shares = {**dict(zip(found.codes, found.shares, strict=True)), **dict.fromkeys(named, 1.0)}
        codes = tuple(code for code in dict.fromkeys((*named, *found.codes)) if code in self._codes)
        marks = (*found.words, *found.marks) if named else found.marks
        return found._replace(codes=codes, shares=tuple(shares[code] for code in codes), marks=marks)


def _is_asked_for(found: Ranking, code: str, names: list[str]) -> bool:
    """Whether a name is what was asked for, or a part of it, or holds it where the item is not found otherwise."""
    asked = "".join(found.words)
    if not asked or code in found.codes:
        return asked in names
    return any(asked in name or name in asked for name in names)


class Search:
    """The search index of one state of the items and words; ``before`` lends its own until ``settle`` has made it."""

    def __init__(self, source: Source, before: Search | None) -> None:
        self.digest = source.digest
        self._source: Source | None = source
        self._prints = source.prints
        self._before = before
        self._edited = _edited(source, before)
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
        return Lent(before.index, self._prints, self._edited)

    def settle(self, rest: float = 0.0) -> None:
        """Make the index, some 0.4 s of work, by one thread at a time, with a rest in seconds after each item.

        A page that reads the database gives Python's lock away with every row and waits for it at least 5 ms while
        another thread works all the time: a second edit would show after up to 3 s.
        """
        if self._source is not None:
            items = self._source.items()
            self._index = build_index(_unhurried(items, rest) if rest else items, self._source.words)
            self._source = self._before = None
            self._edited = {}


def _unhurried(items: Iterator[Searched], rest: float) -> Iterator[Searched]:
    for item in items:
        yield item
        time.sleep(rest)


def _edited(source: Source, before: Search | None) -> Names:
    """The names of items that were changed by hand since; an import changes more than can be looked through."""
    if before is None:
        return {}
    known = before._prints
    codes = [code for code, own in source.prints.items() if known.get(code) != own]
    if len(codes) > MOST_EDITED:
        return {}
    older = {code: names for code, names in before._edited.items() if code in source.prints}
    return {**older, **{code: [plain(name) for name in source.names(code)] for code in codes}}
