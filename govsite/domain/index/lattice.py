"""The likeliest characters for a sequence of slots, each of which was typed as a character or as a syllable.

The slots span a lattice of candidate characters, and Viterbi decoding finds the best path through it. The catalogue
is the language model: which bigrams it holds and how strong they are, how they sound, and which character stands
between two others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from operator import add
from typing import NamedTuple

from govsite.domain.common.word_lists import word_list
from govsite.domain.index.pinyin import ALSO_V, PinyinTable

BIGRAMS_PER_SOUND = 8
LEAST_CANDIDATE_STRENGTH = 2.0  # weaker bigrams are known, but are no candidates for something else
# What it costs to take another character than the one typed; a strong bigram gains 2 to 3.
HOMOPHONE_COST, LOOKALIKE_COST, UNLIKE_COST, FUZZY_COST = 1.2, 1.2, 2.0, 0.6
U_COST = 0.05  # of lü for lu: where nothing else tells, what was typed stands
UNREAD_COST = 1.0  # of a syllable that no character is found for

Path = tuple[float, str]  # its score (strength of the bigrams less the costs of changes) and its characters


class Slot(NamedTuple):
    """One place of a word: the character typed, or "" and the syllable typed; ``classes`` are its sound classes."""

    char: str
    syllable: str
    classes: str


class LatticeDecoder:
    """Finds the best path through slots; ``bigrams`` are the strengths, ``trigrams`` tell what stands in between."""

    def __init__(self, bigrams: Mapping[str, float], trigrams: Iterable[str], table: PinyinTable) -> None:
        self._bigrams = bigrams
        self._table = table
        self._lookalikes = _lookalikes()
        self._by_sound = _by_sound(bigrams, table)
        self.between: dict[str, str] = {}
        for first, middle, last in map(tuple, trigrams):
            known = self.between.get(first + last, "")
            if middle not in known:
                self.between[first + last] = known + middle

    def decode(self, slots: list[Slot]) -> Path:
        """The path with the highest score."""
        bigrams, last = self._bigrams, slots[0]
        states: dict[str, Path] = {last.char: (-_unread_cost(last), last.char)}  # best path to each character
        entry: Path = (0.0, "")  # the best path to just before the last slot
        for at in range(1, len(slots)):
            slot = slots[at]
            top = max(states.values(), key=score)
            least = top[0] - _unread_cost(slot)  # a path that scores less is no better than starting anew
            bound = entry[0] - (HOMOPHONE_COST if last.char else 0.0)  # the most that starting anew can score
            after = {slot.char: (least, top[1] + slot.char)}
            for bigram in self._candidates(slots, at):
                first, second = bigram[0], bigram[1]
                strength = bigrams.get(bigram, 0.0)
                path = states.get(first)
                if path is None or path[0] < bound:
                    if bound + strength < least:
                        continue
                    anew = entry[0] - self._cost(last, first)
                    if path is None or path[0] < anew:
                        path = (anew, entry[1] + first)
                value = path[0] + strength
                if value < least:
                    continue
                value -= self._cost(slot, second)
                if second not in after or value > after[second][0]:
                    after[second] = (value, path[1] + second)
            states, entry, last = after, top, slot
        return max(states.values(), key=score)

    def _candidates(self, slots: list[Slot], at: int) -> list[str]:
        """The known bigrams that may stand at a slot and the one before it."""
        left, right = slots[at - 1], slots[at]
        found: list[str] = []
        for one in left.classes:
            for two in right.classes:
                alike = self._by_sound.get(one + two, "")
                found += map(add, alike[::2], alike[1::2])
        if left.char and right.char:
            found += [bigram for bigram in self._looking_like(left.char, right.char) if bigram in self._bigrams]
        if right.char and at + 1 < len(slots):
            found += [left.char + char for char in self.between.get(left.char + slots[at + 1].char, "")]
        if left.char and at > 1:
            found += [char + right.char for char in self.between.get(slots[at - 2].char + right.char, "")]
        return found

    def _looking_like(self, left: str, right: str) -> list[str]:
        """The bigram itself, and with one character changed for one that looks like it."""
        like_left, like_right = self._lookalikes.get(left, ""), self._lookalikes.get(right, "")
        return [left + right, *[left + char for char in like_right], *[char + right for char in like_left]]

    def _cost(self, slot: Slot, char: str) -> float:
        if char == slot.char:
            return 0.0
        readings = self._table.readings.get(char, ())
        if slot.syllable:
            if slot.syllable in readings:
                return 0.0
            return U_COST if ALSO_V.get(slot.syllable) in readings else FUZZY_COST
        for reading in self._table.readings.get(slot.char, ()):
            if reading in readings:
                return HOMOPHONE_COST
        if char in self._lookalikes.get(slot.char, ""):
            return LOOKALIKE_COST
        unlike = set(slot.classes).isdisjoint(self._table.classes.get(char, ""))
        return UNLIKE_COST if unlike else HOMOPHONE_COST + FUZZY_COST


def _unread_cost(slot: Slot) -> float:
    return 0.0 if slot.char else UNREAD_COST


def score(path: Path) -> float:
    """What paths are compared by."""
    return path[0]


@cache
def _lookalikes() -> dict[str, str]:
    """For each character those that look like it (形近字)."""
    found: dict[str, str] = {}
    for group in (group for words in word_list(__file__, "lookalikes.txt") for group in words):
        for char in group:
            found[char] = found.get(char, "") + group.replace(char, "")
    return found


def _by_sound(bigrams: Mapping[str, float], table: PinyinTable) -> dict[str, str]:
    """The strongest bigrams for each two sound classes, written one after the other."""
    found: dict[str, str] = {}
    classes = table.classes
    strong = (bigram for bigram, strength in bigrams.items() if strength >= LEAST_CANDIDATE_STRENGTH)
    for bigram in sorted(strong, key=bigrams.__getitem__, reverse=True):
        for one in classes.get(bigram[0], ""):
            for two in classes.get(bigram[1], ""):
                kept = found.get(one + two, "")
                if len(kept) < BIGRAMS_PER_SOUND * 2:
                    found[one + two] = kept + bigram
    return found
