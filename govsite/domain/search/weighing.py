"""How much each word of an item says about it: fields, kinds of features, rarity; and the postings made of that."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from govsite.domain.folding import fold
from govsite.domain.search.lexicon import Lexicon

if TYPE_CHECKING:
    from govsite.models.item import Item

# Found by measuring on tests/search: the name says most, but everyday phrases come in numbers.
NAME, ALIAS, WORD, RESULT, MATERIAL, CONDITION, TERM, DEPARTMENT = 3.0, 2.0, 1.0, 0.8, 0.5, 0.15, 1.5, 1.0
SATURATION = 3.0  # a feature said this often (weighted) counts half of the most it can
PAIR, CONCEPT, LATIN, CHARACTER = 1.0, 1.2, 1.5, 0.45
MOST_POSTINGS = 256  # items kept for one feature: what stands in more of them tells nothing
FULL = 255  # weights are kept in one byte


def texts(item: Item) -> Iterator[tuple[float, list[str]]]:
    """The texts of an item that can be found, field by field with the field's weight."""
    yield NAME, [item.name]
    yield ALIAS, list(item.aliases or ())
    yield WORD, list(item.words or ())
    yield RESULT, [item.result or ""]
    yield MATERIAL, [material.get("name", "") for material in item.materials or ()]
    yield CONDITION, list(item.conditions or ())
    yield TERM, [*(item.themes or ()), *(item.life_events or ()), *(item.groups or ())]
    yield DEPARTMENT, [item.department or ""]


def weigh(item: Item, lexicon: Lexicon) -> Counter[str]:
    """The features of an item with how often they are said, weighted by field."""
    said: Counter[str] = Counter()
    for weight, parts in texts(item):
        once: Counter[str] = Counter()
        for part in parts:
            once.update(set(lexicon.read(fold(part)).features))
        for feature, times in once.items():
            said[feature] += weight * times  # type: ignore[assignment]
    return said


def kind_weight(feature: str) -> float:
    """How much a kind of feature says."""
    if len(feature) == 1:
        return CHARACTER
    return {"#": CONCEPT, "=": LATIN}.get(feature[0], PAIR)


class Postings:
    """For each feature the items that have it, the heaviest first: places in ``ids`` and ``weights``.

    ``spans`` gives begin and end in both arrays and the value of a weight of one.
    """

    __slots__ = ("ids", "spans", "weights")

    def __init__(self, said: Sequence[Mapping[str, float]]) -> None:
        found: dict[str, list[tuple[float, int]]] = {}
        spread: Counter[str] = Counter()
        for number, features in enumerate(said):
            for feature, times in features.items():
                found.setdefault(feature, []).append((times / (times + SATURATION), number))
                spread[feature] += min(1.0, times)  # type: ignore[assignment]
        self.ids = array("I")
        self.weights = array("B")
        self.spans: dict[str, tuple[int, int, float]] = {}
        for feature, entries in found.items():
            entries.sort(reverse=True)
            start = len(self.ids)
            self.ids.extend(number for _, number in entries[:MOST_POSTINGS])
            self.weights.extend(round(weight * FULL) for weight, _ in entries[:MOST_POSTINGS])
            rarity = math.log(1 + (len(said) - spread[feature] + 0.5) / (spread[feature] + 0.5))
            self.spans[feature] = (start, len(self.ids), kind_weight(feature) * rarity / FULL)
