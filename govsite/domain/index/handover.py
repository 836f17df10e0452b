"""A new catalogue is shown at once: until its search index is built, that of the catalogue before stands in.

Caches call this stale-while-revalidate.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from govsite.domain.index.item_index import ItemIndex, Ranking, build_index
from govsite.domain.index.source import IndexedItem, Source
from govsite.folding import fold

MOST_EDITED = 50

Names = dict[str, list[str]]  # of items by code, folded as queries are


class StaleIndex:
    """An index of older items: those that are gone are not found, and the ``edited`` by their names alone."""

    def __init__(self, index: ItemIndex | StaleIndex, codes: Container[str], edited: Names) -> None:
        self._codes = codes
        self._index = index
        self._edited = edited

    def knows(self, word: str) -> bool:
        """As ``ItemIndex.knows``."""
        return self._index.knows(word)

    def is_name(self, word: str) -> bool:
        """As ``ItemIndex.is_name``."""
        return self._index.is_name(word)

    def spells_word(self, letters: str) -> bool:
        """As ``ItemIndex.spells_word``."""
        return self._index.spells_word(letters)

    def holding(self, query: str) -> frozenset[str]:
        """As ``ItemIndex.holding``; an item edited just now has what it had before."""
        return self._index.holding(query)

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


class IndexHandover:
    """The search index of one version of the items and words; the one ``before`` stands in until it is built."""

    def __init__(self, source: Source, before: IndexHandover | None) -> None:
        self.digest = source.digest
        self._source: Source | None = source
        self._fingerprints = source.fingerprints
        self._before = before
        self._edited = _edited(source, before)
        self._index: ItemIndex | None = None
        if before is None:
            self.build()

    @property
    def is_stale(self) -> bool:
        """Whether the index is still that of other items."""
        return self._index is None

    @property
    def index(self) -> ItemIndex | StaleIndex:
        """The index there is."""
        before = self._before  # read first: it is dropped as soon as the new index is there
        if self._index is not None:
            return self._index
        assert before is not None
        return StaleIndex(before.index, self._fingerprints, self._edited)

    def build(self, rest: Callable[[], None] | None = None) -> None:
        """Build the index, some 0.4 s of work, in one thread at a time; ``rest`` is called after each item.

        A page that reads the database releases Python's global lock with every row and waits at least 5 ms to get it
        back while another thread works without a rest: a second edit would show after up to 3 s.
        """
        if self._source is not None:
            items = self._source.items()
            self._index = build_index(_unhurried(items, rest) if rest else items, self._source.words)
            self._source = self._before = None
            self._edited = {}


def _unhurried(items: Iterator[IndexedItem], rest: Callable[[], None]) -> Iterator[IndexedItem]:
    for item in items:
        yield item
        rest()


def _edited(source: Source, before: IndexHandover | None) -> Names:
    """The names of items that were edited since; none after an import, which changes too many to compare each."""
    if before is None:
        return {}
    known = before._fingerprints
    codes = [code for code, own in source.fingerprints.items() if known.get(code) != own]
    if len(codes) > MOST_EDITED:
        return {}
    older = {code: names for code, names in before._edited.items() if code in source.fingerprints}
    return {**older, **{code: [fold(name) for name in source.names(code)] for code in codes}}
