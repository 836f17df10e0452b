"""The likeliest characters for a row of places, each of which was typed as a character or as a syllable.

What the catalogue says decides: which two characters stand side by side in it (``links``, with a strength), how
such pairs sound, and which character stands between two others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from operator import add
from typing import NamedTuple

from govsite.domain.common.word_lists import beside
from govsite.domain.index.sounds import Sounds

PAIRS_OF_A_SOUND = 8
LEAST_STRENGTH = 2.0  # weaker pairs are known, but nothing is taken for them
# What a change costs; a strong link gives 2 to 3.
HOMOPHONE, LOOKALIKE, OTHER, ROUGH = 1.2, 1.2, 2.0, 0.6
UNREAD = 1.0  # a syllable that is left without a character

Way = tuple[float, str]  # strength of the links less what the changes cost, and the characters


class Slot(NamedTuple):
    """One place of a word: the character typed, or "" and the syllable typed; ``letters`` are classes of sounds."""

    char: str
    syllable: str
    letters: str


class Ways:
    """Finds the best way through slots; ``triples`` are three characters side by side."""

    def __init__(self, links: Mapping[str, float], triples: Iterable[str], sounds: Sounds) -> None:
        self._links = links
        self._sounds = sounds
        self._shapes = _shapes()
        self._by_sound = _by_sound(links, sounds)
        self.between: dict[str, str] = {}
        for first, middle, last in map(tuple, triples):
            known = self.between.get(first + last, "")
            if middle not in known:
                self.between[first + last] = known + middle

    def best(self, slots: list[Slot]) -> Way:
        """The way with the strongest links, less what the changes cost."""
        links, last = self._links, slots[0]
        states: dict[str, Way] = {last.char: (-_unread(last), last.char)}
        entry: Way = (0.0, "")  # the best way to just before the last place
        for at in range(1, len(slots)):
            slot = slots[at]
            top = max(states.values(), key=strength)
            least = top[0] - _unread(slot)  # what leads to less is no better than beginning anew
            hope = entry[0] - (HOMOPHONE if last.char else 0.0)  # the most that beginning anew can leave
            after = {slot.char: (least, top[1] + slot.char)}
            for pair in self._pairs(slots, at):
                first, second = pair[0], pair[1]
                link = links.get(pair, 0.0)
                way = states.get(first)
                if way is None or way[0] < hope:
                    if hope + link < least:
                        continue
                    anew = entry[0] - self._cost(last, first)
                    if way is None or way[0] < anew:
                        way = (anew, entry[1] + first)
                value = way[0] + link
                if value < least:
                    continue
                value -= self._cost(slot, second)
                if second not in after or value > after[second][0]:
                    after[second] = (value, way[1] + second)
            states, entry, last = after, top, slot
        return max(states.values(), key=strength)

    def _pairs(self, slots: list[Slot], at: int) -> list[str]:
        """The known pairs that may stand at a place and the one before it."""
        left, right = slots[at - 1], slots[at]
        found: list[str] = []
        for one in left.letters:
            for two in right.letters:
                sounding = self._by_sound.get(one + two, "")
                found += map(add, sounding[::2], sounding[1::2])
        if left.char and right.char:
            found += [pair for pair in self._lookalikes(left.char, right.char) if pair in self._links]
        if right.char and at + 1 < len(slots):
            found += [left.char + char for char in self.between.get(left.char + slots[at + 1].char, "")]
        if left.char and at > 1:
            found += [char + right.char for char in self.between.get(slots[at - 2].char + right.char, "")]
        return found

    def _lookalikes(self, left: str, right: str) -> list[str]:
        """The pair itself, and with one character changed for one that looks like it."""
        like_left, like_right = self._shapes.get(left, ""), self._shapes.get(right, "")
        return [left + right, *[left + char for char in like_right], *[char + right for char in like_left]]

    def _cost(self, slot: Slot, char: str) -> float:
        if char == slot.char:
            return 0.0
        readings = self._sounds.readings.get(char, ())
        if slot.syllable:
            return 0.0 if slot.syllable in readings else ROUGH
        for reading in self._sounds.readings.get(slot.char, ()):
            if reading in readings:
                return HOMOPHONE
        if char in self._shapes.get(slot.char, ""):
            return LOOKALIKE
        return OTHER if set(slot.letters).isdisjoint(self._sounds.letters.get(char, "")) else HOMOPHONE + ROUGH


def _unread(slot: Slot) -> float:
    return 0.0 if slot.char else UNREAD


def strength(way: Way) -> float:
    """What ways are compared by."""
    return way[0]


@cache
def _shapes() -> dict[str, str]:
    shapes: dict[str, str] = {}
    for group in (group for words in beside(__file__, "shapes.txt") for group in words):
        for char in group:
            shapes[char] = shapes.get(char, "") + group.replace(char, "")
    return shapes


def _by_sound(links: Mapping[str, float], sounds: Sounds) -> dict[str, str]:
    """The strongest pairs of characters for each pair of sounds, written one after the other."""
    found: dict[str, str] = {}
    letters = sounds.letters
    strong = (pair for pair, known in links.items() if known >= LEAST_STRENGTH)
    for pair in sorted(strong, key=links.__getitem__, reverse=True):
        for one in letters.get(pair[0], ""):
            for two in letters.get(pair[1], ""):
                pairs = found.get(one + two, "")
                if len(pairs) < PAIRS_OF_A_SOUND * 2:
                    found[one + two] = pairs + pair
    return found
