"""How much each word of an item says about it: fields, kinds of features, rarity; and the postings made of that."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING

from govsite.domain.common.folding import plain
from govsite.domain.index.lexicon import Lexicon

if TYPE_CHECKING:
    from govsite.domain.index.source import Searched

# Found by measuring on tests/search: the name says most, but everyday phrases come in numbers.
NAME, ALIAS, WORD, RESULT, MATERIAL, CONDITION, TERM, DEPARTMENT = 3.0, 2.0, 1.0, 0.8, 0.5, 0.15, 1.5, 1.0
SATURATION = 3.0  # a feature said this often (weighted) counts half of the most it can
PAIR, CONCEPT, LATIN, CHARACTER = 1.0, 1.2, 1.5, 0.45
MOST_POSTINGS, MOST_OF_CHARACTER = 96, 12  # items kept for a feature: what stands in more of them tells little
ROOM = 128  # more than MOST_POSTINGS
POINTS = 100  # scores are whole numbers: they add up twice as fast as fractions


def texts(item: Searched) -> Iterator[tuple[float, Iterable[str]]]:
    """The texts of an item that can be found, field by field with the field's weight."""
    yield NAME, (item.name,)
    yield ALIAS, item.aliases or ()
    yield WORD, item.words or ()
    yield RESULT, (item.result or "",)
    yield MATERIAL, (material.get("name", "") for material in item.materials or ())
    yield CONDITION, item.conditions or ()
    yield TERM, (*(item.themes or ()), *(item.life_events or ()), *(item.groups or ()))
    yield DEPARTMENT, (item.department or "",)


def weigh(item: Searched, lexicon: Lexicon) -> dict[str, float]:
    """The features of an item with how often they are said, weighted by field."""
    said: dict[str, float] = {}
    for weight, parts in texts(item):
        features = lexicon.read(plain("\n".join(parts))).features
        for feature in features:
            said[feature] = said.get(feature, 0.0) + weight
    return said


def kind_weight(feature: str) -> float:
    """How much a kind of feature says."""
    if len(feature) == 1:
        return CHARACTER
    return {"#": CONCEPT, "=": LATIN}.get(feature[0], PAIR)


class Postings:
    """For each feature the items that have it, the heaviest first, as one part of ``ids`` and of ``weights``.

    ``spans`` holds where that part begins, times ``ROOM``, and how long it is: one number takes the least memory.
    """

    __slots__ = ("ids", "spans", "weights")

    def __init__(self, said: Iterable[Mapping[str, float]]) -> None:
        """``said`` is read once, item by item, into arrays: a worker keeps for good what building needs at its peak."""
        spans: dict[str, int] = {}  # at first the number of each feature
        features, numbers, often = array("I"), array("I"), array("d")
        items = 0
        for number, found in enumerate(said):
            features.extend([spans.setdefault(feature, len(spans)) for feature in found])
            numbers.extend([number] * len(found))
            often.extend(found.values())
            items = number + 1
        self.ids: list[int] = []
        self.weights: list[int] = []
        self.spans = spans
        whole = list(range(max(items, round(POINTS * LATIN * math.log(2 * items + 2)) + 1)))  # equals are one object
        order, ends = _grouped(features, len(spans))
        start = 0
        for feature, end in zip(spans, ends, strict=False):
            entries = [(-often[at], whole[numbers[at]]) for at in order[start:end]]
            start = end
            most = POINTS * kind_weight(feature) * _rarity(entries, items)
            if len(entries) > 1:
                entries.sort()
                del entries[MOST_POSTINGS if len(feature) > 1 else MOST_OF_CHARACTER :]
            spans[feature] = len(self.ids) * ROOM + len(entries)
            self.ids += [number for _, number in entries]
            self.weights += [whole[round(most * times / (times - SATURATION))] for times, _ in entries]

    def items_with(self, feature: str) -> int:
        """How many items have a feature, at most MOST_POSTINGS."""
        return self.spans.get(feature, 0) % ROOM


def _grouped(values: array[int], kinds: int) -> tuple[array[int], array[int]]:
    """The places of values sorted by value, in their order among equals, and where each value's places end."""
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
    """How much a feature tells apart; what an item hardly says counts as part of an item."""
    spread = sum([min(1.0, -times) for times, _ in entries]) if len(entries) > 1 else min(1.0, -entries[0][0])
    return math.log(1 + (items - spread + 0.5) / (spread + 0.5))
