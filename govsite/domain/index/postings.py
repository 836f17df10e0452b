"""Posting lists of the inverted index (倒排索引), with weights: fields, kinds of features, rarity, saturation."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from govsite.domain.index.lexicon import Lexicon
from govsite.domain.index.source import IndexedItem
from govsite.folding import fold

# Weights of fields, found by measuring on tests/search: a name says most, but everyday phrases come in numbers.
NAME_WEIGHT, ALIAS_WEIGHT, WORD_WEIGHT, RESULT_WEIGHT = 3.0, 2.0, 1.0, 0.8
MATERIAL_WEIGHT, CONDITION_WEIGHT, TERM_WEIGHT, DEPARTMENT_WEIGHT = 0.5, 0.15, 1.5, 1.0
SATURATION = 3.0  # k1 of BM25: a feature of this frequency counts half of the most that it can
# Weights of kinds of features.
BIGRAM_WEIGHT, CONCEPT_WEIGHT, LATIN_WEIGHT, CHARACTER_WEIGHT = 1.0, 1.2, 1.5, 0.45
MOST_POSTINGS, MOST_CHARACTER_POSTINGS = 96, 12  # items kept for a feature: a more common one tells little
SPAN_BASE = 128  # more than MOST_POSTINGS
POINTS = 100  # scores are whole numbers: they add up twice as fast as fractions


def _fields(item: IndexedItem) -> Iterator[tuple[float, Iterable[str]]]:
    """The searchable texts of an item, field by field, each with the weight of the field."""
    yield NAME_WEIGHT, (item.name,)
    yield ALIAS_WEIGHT, item.aliases or ()
    yield WORD_WEIGHT, item.words or ()
    yield RESULT_WEIGHT, (item.result or "",)
    yield MATERIAL_WEIGHT, (material.get("name", "") for material in item.materials or ())
    yield CONDITION_WEIGHT, item.conditions or ()
    yield TERM_WEIGHT, (*(item.themes or ()), *(item.life_events or ()), *(item.groups or ()))
    yield DEPARTMENT_WEIGHT, (item.department or "",)


def frequencies(item: IndexedItem, lexicon: Lexicon) -> dict[str, float]:
    """The features of an item and how often each occurs (term frequency), weighted by field."""
    found: dict[str, float] = {}
    for weight, texts in _fields(item):
        for feature in lexicon.analyse(fold("\n".join(texts))).features:
            found[feature] = found.get(feature, 0.0) + weight
    return found


def kind_weight(feature: str) -> float:
    """How much a kind of feature says."""
    if len(feature) == 1:
        return CHARACTER_WEIGHT
    return {"#": CONCEPT_WEIGHT, "=": LATIN_WEIGHT}.get(feature[0], BIGRAM_WEIGHT)


class Postings:
    """The posting list of each feature, the heaviest items first, as one slice of ``ids`` and of ``weights``.

    ``spans`` holds where that slice begins, times ``SPAN_BASE``, plus its length: one number takes the least memory.
    """

    __slots__ = ("ids", "spans", "weights")

    def __init__(self, items: Iterable[Mapping[str, float]]) -> None:
        """``items``, the frequencies of each, are read once into arrays: a worker never gives its peak memory back."""
        spans: dict[str, int] = {}  # at first the number of each feature
        features, numbers, often = array("I"), array("I"), array("d")
        count = 0
        for number, found in enumerate(items):
            features.extend([spans.setdefault(feature, len(spans)) for feature in found])
            numbers.extend([number] * len(found))
            often.extend(found.values())
            count = number + 1
        self.ids: list[int] = []
        self.weights: list[int] = []
        self.spans = spans
        # Equal numbers are one object.
        whole = list(range(max(count, round(POINTS * LATIN_WEIGHT * math.log(2 * count + 2)) + 1)))
        order, ends = _counting_sort(features, len(spans))
        start = 0
        for feature, end in zip(spans, ends, strict=False):
            entries = [(-often[at], whole[numbers[at]]) for at in order[start:end]]
            start = end
            most = POINTS * kind_weight(feature) * _rarity(entries, count)
            if len(entries) > 1:
                entries.sort()
                del entries[MOST_POSTINGS if len(feature) > 1 else MOST_CHARACTER_POSTINGS :]
            spans[feature] = len(self.ids) * SPAN_BASE + len(entries)
            self.ids += [number for _, number in entries]
            self.weights += [whole[round(most * times / (times - SATURATION))] for times, _ in entries]

    def items_with(self, feature: str) -> int:
        """How many items have a feature, at most MOST_POSTINGS."""
        return self.spans.get(feature, 0) % SPAN_BASE


def _counting_sort(values: array[int], kinds: int) -> tuple[array[int], array[int]]:
    """The places of values sorted by value, in their order among equals, and where the places of each value end."""
    counts = array("I", bytes(kinds * values.itemsize))
    for value in values:
        counts[value] += 1
    free = array("I", accumulate(counts, initial=0))
    order = array("I", bytes(len(values) * values.itemsize))
    for place, value in enumerate(values):
        order[free[value]] = place
        free[value] += 1
    return order, free


def _rarity(entries: list[tuple[float, int]], items: int) -> float:
    """The inverse document frequency; an item with a frequency below 1 counts as that part of an item."""
    spread = sum([min(1.0, -times) for times, _ in entries]) if len(entries) > 1 else min(1.0, -entries[0][0])
    return math.log(1 + (items - spread + 0.5) / (spread + 0.5))
