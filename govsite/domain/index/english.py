"""English names of items, and queries in English: words by their stems, with what means the same."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from govsite.domain.common.word_lists import word_list

SHORTEST_ENGLISH = 3  # letters of one word at least
NAME_SHARE = 0.25  # of a score: how much of the item's name was asked for
LATER_WORD = 0.8  # of a name, beside the one before it
_WORD = re.compile("[a-z]+")
_VOWELS = re.compile("[aeiouy]")
_ENDS = re.compile("(?<=[a-z]{3})(?:ings|ing|ed|es|e|s)$")

Test = Callable[[str], object]


class Found(NamedTuple):
    """An item by its number: ``share`` of the query it has, and a ``score`` that orders items; both from 0 to 1."""

    number: int
    share: float
    score: float


class EnglishNames:
    """Items by the stems of the words in their English names; items are added in the order of their numbers."""

    def __init__(self) -> None:
        self._items: dict[str, list[int]] = {}
        self._names: list[list[frozenset[str]]] = []

    def add(self, name: str) -> None:
        """Add the next item; "" for one without an English name."""
        words = [_meanings(word) for word in _WORD.findall(name.lower()) if word not in _stops()]
        for stem in frozenset[str]().union(*words):
            self._items.setdefault(stem, []).append(len(self._names))
        self._names.append(words)

    def words_of(self, query: str, is_pinyin: Test, spells_word: Test) -> list[str] | None:
        """The words of a folded query in English, without those that say nothing; None where it is not English.

        Words that may be pinyin (license: li cen se) say so only together with others.
        """
        runs = query.split()
        words = [word for run in runs for word in _WORD.findall(run)]
        if not words or not query.isascii() or max(map(len, words)) < SHORTEST_ENGLISH:
            return None
        wanted = [word for word in words if word not in _stops()]
        known = [word for word in wanted if not self._items.keys().isdisjoint(_meanings(word))]
        if known and 2 * len(known) >= len(wanted):
            sure = any(not is_pinyin(word) for word in known)
            return wanted if sure or len(known) == len(wanted) and not any(map(spells_word, known)) else None
        strange = len(words) > 1 and all(_VOWELS.search(word) and not is_pinyin(word) for word in wanted)
        return wanted if wanted and strange else None

    def rank(self, words: Sequence[str]) -> list[Found]:
        """The items that have some of the words, best first."""
        total, shares = 0.0, dict[int, float]()
        for word in words:
            meanings = _meanings(word)
            weight = max(map(self._rarity, meanings))
            total += weight
            for number in {number for stem in meanings for number in self._items.get(stem, ())}:
                shares[number] = shares.get(number, 0.0) + weight
        asked = frozenset(stem for word in words for stem in _meanings(word))
        found = []
        for number, got in shares.items():
            share, own = got / total, _beginning(self._names[number], asked)
            found.append(Found(number, share, share * (1 - NAME_SHARE + NAME_SHARE * own)))
        return sorted(found, key=lambda each: (-each.score, each.number))

    def _rarity(self, stem: str) -> float:
        return math.log(1 + len(self._names) / (1 + len(self._items.get(stem, ()))))


def _beginning(name: Sequence[frozenset[str]], asked: frozenset[str]) -> float:
    """How much of a name was asked for; its first words say most."""
    weights = [LATER_WORD**place for place in range(len(name))]
    return sum(weight for weight, word in zip(weights, name, strict=True) if word & asked) / sum(weights)


def _meanings(word: str) -> frozenset[str]:
    """The stems that a word of a query may stand for: its own, and the leading ones of its lines."""
    stem = _ENDS.sub("", word)
    return _leading().get(stem, frozenset()) | {stem}


@cache
def _stops() -> frozenset[str]:
    return frozenset(word for words in word_list(__file__, "english_stops.txt") for word in words)


@cache
def _leading() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for words in word_list(__file__, "english.txt"):
        first, *others = [_ENDS.sub("", word) for word in words]
        for stem in others:
            found[stem] = found.get(stem, frozenset()) | {first}
    return found
