"""An inverted index (倒排索引) of texts by their pairs of characters, which only grows."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable

from govsite.domain.common.word_pairs import word_pairs, words_in

MOST_POSTINGS = 300  # texts that are looked at for a pair, the last ones: a more common pair tells little
MOST_PAIRS = 40  # of a query that are looked at, the rarest ones
BODY_WEIGHT = 0.5  # of a pair that does not stand in the title


class PairIndex:
    """Texts by the order in which they were added; who searches leaves out those that are gone.

    One thread adds while others search: they see each list of a pair as it was or with more behind it.
    """

    def __init__(self) -> None:
        self._titles: list[str] = []
        self._postings: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return len(self._titles)

    def add(self, title: str, text: str) -> int:
        """Add a folded text under its title; returns its place."""
        place = len(self._titles)
        self._titles.append(title)
        for pair in word_pairs([*words_in(title), *words_in(text)]):
            if pair not in self._postings:
                self._postings[pair] = array("H")
            self._postings[pair].append(place)
        return place

    def knows(self, pair: str) -> bool:
        """Whether any text has a pair."""
        return pair in self._postings

    @property
    def rarest(self) -> float:
        """What a pair weighs that one text has."""
        return self._weight(1)

    def weights(self, pairs: Iterable[str]) -> dict[str, float]:
        """The rarest of some pairs with what each weighs; one that no text has weighs most."""
        often = {pair: len(self._postings.get(pair, ())) for pair in pairs}
        return {pair: self._weight(often[pair]) for pair in sorted(often, key=lambda pair: often[pair])[:MOST_PAIRS]}

    def scores(self, weights: dict[str, float]) -> dict[int, float]:
        """What the texts score that have any of the pairs."""
        found: dict[int, float] = {}
        for pair, weight in weights.items():
            for place in self._postings.get(pair, _NONE)[-MOST_POSTINGS:]:
                share = 1.0 if pair in self._titles[place] else BODY_WEIGHT
                found[place] = found.get(place, 0.0) + share * weight
        return found

    def _weight(self, often: int) -> float:
        """The inverse document frequency of a pair that so many texts have."""
        return math.log(1 + (len(self._titles) + 1) / (often + 0.5))


_NONE = array("H")
