"""What a misspelt query may have meant: pinyin, first letters, and wrong, missing, superfluous or swapped characters.

Knowledge is what the catalogue itself says: which two characters stand side by side in it (``links``, with a
strength), how such pairs sound, and which character stands between two others. A Chinese query is only touched
where it holds a pair that the catalogue does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from govsite.domain.search.lexicon import RUN, Lexicon, lines
from govsite.domain.search.sounds import Sounds

PAIRS_OF_A_SOUND = 8
WORDS_OF_LETTERS = 3
LONGEST_LETTERS = 12
MOST_DOUBTFUL, MOST_SYLLABLES = 8, 30
SURE = 3.3  # how well a word of two letters must be known to be one of several
WINDOW = 1  # characters to either side of a doubtful pair that are looked at with it
# What a change costs; a strong link gives 2 to 3.
HOMOPHONE, LOOKALIKE, OTHER, ROUGH, EDIT, LEAST_GAIN = 1.2, 1.2, 2.0, 0.4, 1.6, 0.8


class Slot(NamedTuple):
    """One place of a word: the character typed, or "" and the syllable typed; ``letters`` are classes of sounds."""

    char: str
    syllable: str
    letters: str


class Guess(NamedTuple):
    """What was probably meant, and other words that the same first letters stand for."""

    text: str
    others: tuple[str, ...]


@cache
def _shapes() -> dict[str, str]:
    groups = [group for words in lines("shapes.txt") for group in words]
    shapes: dict[str, str] = {}
    for group in groups:
        for char in group:
            shapes[char] = shapes.get(char, "") + group.replace(char, "")
    return shapes


class Speller:
    """``links`` is the strength of each pair of characters, ``words`` the words that first letters may stand for."""

    def __init__(
        self, links: Mapping[str, float], triples: Iterable[str], words: Mapping[str, float], lexicon: Lexicon, sounds: Sounds
    ) -> None:
        self._links = links
        self._lexicon = lexicon
        self._sounds = sounds
        self._by_sound = _by_sound(links, sounds)
        self._between: dict[str, str] = {}
        for triple in triples:
            outer = triple[0] + triple[2]
            known = self._between.get(outer, "")
            if triple[1] not in known:
                self._between[outer] = known + triple[1]
        self._by_letters = _by_letters(words, sounds)

    def guess(self, text: str) -> Guess | None:
        """What a folded query probably meant; None when nothing better is known."""
        pieces: list[str] = []
        spoken: list[Slot] = []
        others: list[str] = []
        for token in RUN.findall(text):
            syllables = self._sounds.syllables(token) if token.isalpha() and token.isascii() else []
            if syllables:
                spoken += [Slot("", syllable, self._sounds.classes[syllable]) for syllable in syllables]
                continue
            pieces.append(self._say(spoken))
            spoken = []
            if token.isascii():
                words = self._spell_out(token)
                pieces.append(words[0] if words else token)
                others += words[1:]
            else:
                pieces.append(self._mend(token))
        pieces.append(self._say(spoken))
        meant = " ".join(piece for piece in pieces if piece)
        return Guess(meant, tuple(others)) if meant != text else None

    # First letters

    def _spell_out(self, letters: str) -> list[str]:
        """Words whose first letters these are: the best cut into known words, then other words of each part."""
        if len(letters) > LONGEST_LETTERS:
            return []
        best: list[tuple[float, list[str]] | None] = [(0.0, [])]
        for end in range(1, len(letters) + 1):
            ways = [
                (before[0] + (end - start - 0.9) + self._by_letters[part][0][0] / 10, [*before[1], part])
                for start in range(end - 1)
                if (before := best[start]) and (part := letters[start:end]) in self._by_letters
            ]
            best.append(max(ways) if ways else None)
        whole = best[-1]
        if whole is None or not whole[1]:
            return []
        if len(whole[1]) > 1 and any(len(part) == 2 and self._by_letters[part][0][0] < SURE for part in whole[1]):
            return []  # two letters stand for something everywhere
        found = [[word for _, word in self._by_letters[part]] for part in whole[1]]
        return ["".join(words[0] for words in found), *(word for words in found for word in words[1:])]

    # Pinyin

    def _say(self, slots: list[Slot]) -> str:
        """The characters that syllables stand for."""
        if not slots:
            return ""
        if len(slots) == 1:
            return self._sounds.spoken[slots[0].syllable][0]
        return self._walk(slots[:MOST_SYLLABLES])[1]

    # Wrong characters

    def _mend(self, run: str) -> str:
        """A Chinese run with its most likely misspellings mended; the run itself when nothing fits much better."""
        doubtful = [at for at in range(len(run) - 1) if run[at : at + 2] not in self._links]
        if len(doubtful) > MOST_DOUBTFUL:
            return run  # it speaks of something else
        if doubtful:
            covered = {at for start, end in self._lexicon.spans(run) for at in range(start, end)}
            doubtful = [at for at in doubtful if at not in covered or at + 1 not in covered]
        for start, end in reversed(list(_windows(doubtful, len(run)))):
            part = run[start:end]
            better = self._better(part, [at - start for at in doubtful if start <= at < end])
            run = run[:start] + better + run[end:]
        return run

    def _better(self, part: str, doubtful: list[int]) -> str:
        best = (self._value(part) + LEAST_GAIN, part)
        best = max(best, self._walk([Slot(char, "", self._sounds.letters.get(char, "")) for char in part]), key=_first)
        for text in self._edits(part, doubtful):
            best = max(best, (self._value(text) - EDIT, text), key=_first)
        return best[1]

    def _value(self, text: str) -> float:
        links = self._links
        return sum(links.get(text[at : at + 2], 0.0) for at in range(len(text) - 1))

    def _edits(self, run: str, doubtful: list[int]) -> Iterator[str]:
        """The run without a character, with one more, and with two swapped, near a doubtful pair."""
        for at in doubtful:
            yield run[:at] + run[at + 1 :]
            yield run[: at + 1] + run[at + 2 :]
            yield run[:at] + run[at + 1] + run[at] + run[at + 2 :]
            for char in self._between.get(run[at] + run[at + 1], ""):
                yield run[: at + 1] + char + run[at + 1 :]

    # The best way through places that each may hold several characters

    def _walk(self, slots: list[Slot]) -> tuple[float, str]:
        """Strength and text of the way with the strongest links, less what the changes cost."""
        states: dict[str, tuple[float, str]] = {slots[0].char: (0.0, slots[0].char)}
        entry = (0.0, "")  # the best way to just before the last place
        for at in range(1, len(slots)):
            top = max(states.values(), key=_first)
            own = slots[at].char
            after = {own: (top[0], top[1] + own)}
            for pair in self._pairs(slots, at):
                first, second = pair
                way = states.get(first)
                cost = self._cost(slots[at - 1], first)
                if way is None or way[0] < entry[0] - cost:
                    way = (entry[0] - cost, entry[1] + first)
                value = way[0] + self._links.get(pair, 0.0) - self._cost(slots[at], second)
                if second not in after or value > after[second][0]:
                    after[second] = (value, way[1] + second)
            states, entry = after, top
        return max(states.values(), key=_first)

    def _pairs(self, slots: list[Slot], at: int) -> Iterator[str]:
        """The known pairs that may stand at a place and the one before it."""
        left, right = slots[at - 1], slots[at]
        for one in left.letters:
            for two in right.letters:
                sounding = self._by_sound.get(one + two, "")
                for start in range(0, len(sounding), 2):
                    yield sounding[start : start + 2]
        if not right.char or not left.char:
            return
        links, shapes = self._links, _shapes()
        if left.char + right.char in links:
            yield left.char + right.char
        for char in shapes.get(right.char, ""):
            if left.char + char in links:
                yield left.char + char
        for char in shapes.get(left.char, ""):
            if char + right.char in links:
                yield char + right.char
        if at + 1 < len(slots):
            for char in self._between.get(left.char + slots[at + 1].char, ""):
                yield left.char + char
        if at > 1:
            for char in self._between.get(slots[at - 2].char + right.char, ""):
                yield char + right.char

    def _cost(self, slot: Slot, char: str) -> float:
        if char == slot.char:
            return 0.0
        readings = self._sounds.readings.get(char, ())
        if slot.syllable:
            return 0.0 if slot.syllable in readings else ROUGH
        if any(reading in readings for reading in self._sounds.readings.get(slot.char, ())):
            return HOMOPHONE
        if char in _shapes().get(slot.char, ""):
            return LOOKALIKE
        return HOMOPHONE + ROUGH if set(self._sounds.letters.get(char, "")) & set(slot.letters) else OTHER


def _first(way: tuple[float, str]) -> float:
    return way[0]


def _windows(doubtful: list[int], length: int) -> Iterator[tuple[int, int]]:
    """The places around doubtful pairs, joined where they touch."""
    at = 0
    while at < len(doubtful):
        start = doubtful[at]
        while at + 1 < len(doubtful) and doubtful[at + 1] <= doubtful[at] + WINDOW + 2:
            at += 1
        yield max(0, start - WINDOW), min(length, doubtful[at] + WINDOW + 2)
        at += 1


def _by_sound(links: Mapping[str, float], sounds: Sounds) -> dict[str, str]:
    """The strongest pairs of characters for each pair of sounds, written one after the other."""
    found: dict[str, str] = {}
    letters = sounds.letters
    for pair in sorted(links, key=links.__getitem__, reverse=True):
        for one in letters.get(pair[0], ""):
            for two in letters.get(pair[1], ""):
                pairs = found.get(one + two, "")
                if len(pairs) < PAIRS_OF_A_SOUND * 2:
                    found[one + two] = pairs + pair
    return found


def _by_letters(words: Mapping[str, float], sounds: Sounds) -> dict[str, tuple[tuple[float, str], ...]]:
    found: dict[str, list[tuple[float, str]]] = {}
    for word, weight in words.items():
        for letters in sounds.initials(word):
            if 1 < len(letters) <= LONGEST_LETTERS:
                found.setdefault(letters, []).append((weight, word))
    return {letters: tuple(sorted(ways, reverse=True)[:WORDS_OF_LETTERS]) for letters, ways in found.items()}
