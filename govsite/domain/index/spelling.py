"""What a misspelt query may have meant: pinyin, first letters, and wrong, missing, superfluous or swapped characters.

A Chinese query is only touched where it holds a pair of characters that neither the catalogue nor the lexicon knows
and that is not where two known words meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import add
from typing import NamedTuple

from govsite.domain.common.bounded import Bounded
from govsite.domain.index.initials import FirstLetters
from govsite.domain.index.lattice import LEAST_STRENGTH, Slot, Ways, strength
from govsite.domain.index.lexicon import RUN
from govsite.domain.index.sounds import Sounds

EDIT, LEAST_GAIN = 1.6, 0.8  # what a missing, superfluous or swapped character costs; what any mending must gain
PHRASE = 0.66  # of the pairs of a guess must be known
MOST_DOUBTFUL, MOST_SYLLABLES = 8, 30
MOST_KEPT = 512  # mended parts: people misspell the same words, and use them with the same words around them
WINDOW = 1  # characters to either side of a doubtful pair that are looked at with it


class Guess(NamedTuple):
    """What was probably meant, and other words that the same first letters stand for."""

    text: str
    others: tuple[str, ...]


class Speller:
    """``links`` is the strength of each pair of characters, ``triples`` three side by side, ``words`` for letters."""

    def __init__(
        self,
        links: Mapping[str, float],
        triples: Iterable[str],
        words: Mapping[str, float],
        sounds: Sounds,
    ) -> None:
        self._links = links
        self._sounds = sounds
        self._ways = Ways(links, triples, sounds)
        self._letters = FirstLetters(words, sounds)
        self._mended: Bounded[tuple[str, tuple[int, ...]], str] = Bounded(MOST_KEPT)

    def guess(self, text: str) -> Guess | None:
        """What a folded query probably meant; None when nothing better is known."""
        pieces: list[str] = []
        spoken: list[Slot] = []
        others: list[str] = []
        for token in RUN.findall(text):
            if not token.isascii():
                piece = self._mend(token)
            elif syllables := self._sounds.syllables(token) if token.isalpha() else []:
                spoken += [Slot("", syllable, self._sounds.classes[syllable]) for syllable in syllables]
                continue
            else:
                piece, *more = self._letters.read(token) or [token]
                others += more
            pieces += [self._say(spoken), piece]
            spoken = []
        pieces.append(self._say(spoken))
        meant = " ".join(piece for piece in pieces if piece)
        return Guess(meant, tuple(others)) if meant != text else None

    def is_phrase(self, text: str, typed: Sequence[str]) -> bool:
        """Whether a guess can be shown: most of its pairs are known, and it is not what is left between words."""
        runs = text.split()
        if len(runs) > 1 and not all(run.isascii() for run in typed):
            return False
        strengths = [known for run in runs for known in self._strengths(run)]
        return sum(map(bool, strengths)) >= PHRASE * len(strengths)

    def _say(self, slots: list[Slot]) -> str:
        """The characters that syllables stand for."""
        if not slots:
            return ""
        if len(slots) == 1:
            return self._sounds.spoken[slots[0].syllable][0]
        return self._ways.best(slots[:MOST_SYLLABLES])[1]

    def _mend(self, run: str) -> str:
        """A Chinese run with its most likely misspellings mended; the run itself when nothing fits much better."""
        strengths = self._strengths(run)
        doubtful = [at for at, known in enumerate(strengths) if not known]
        if not doubtful or len(doubtful) > MOST_DOUBTFUL:
            return run  # nothing is wrong, or it speaks of something else
        around = [0.0, *strengths, 0.0]
        # Between two strong pairs words meet.
        doubtful = [at for at in doubtful if around[at] < LEAST_STRENGTH or around[at + 2] < LEAST_STRENGTH]
        for start, end in reversed(list(_windows(doubtful, len(run)))):
            part = run[start:end]
            places = tuple([at - start for at in doubtful if start <= at < end - 1])
            better = self._mended.get((part, places), partial(self._better, part, places))
            run = run[:start] + better + run[end:]
        return run

    def _better(self, part: str, doubtful: tuple[int, ...]) -> str:
        """The part of a run as it was probably meant, where it is doubtful at these places."""
        best = (sum(self._strengths(part)) + LEAST_GAIN, part)
        slots = [Slot(char, "", self._sounds.letters.get(char, "")) for char in part]
        best = max(best, self._ways.best(slots), key=strength)
        for text in self._edits(part, doubtful):
            best = max(best, (sum(self._strengths(text)) - EDIT, text), key=strength)
        return best[1]

    def _strengths(self, text: str) -> list[float]:
        """How strong each pair of characters is, 0 for one that nobody knows."""
        links = self._links
        return [links.get(pair, 0.0) for pair in map(add, text, text[1:])]

    def _edits(self, part: str, doubtful: tuple[int, ...]) -> Iterator[str]:
        """The part without a character, with two swapped, and with one more, at each doubtful pair."""
        for at in doubtful:
            before, left, right, after = part[:at], part[at], part[at + 1], part[at + 2 :]
            yield before + right + after
            yield before + left + after
            yield before + right + left + after
            for char in self._ways.between.get(left + right, ""):
                yield before + left + char + right + after


def _windows(doubtful: list[int], length: int) -> Iterator[tuple[int, int]]:
    """The places around doubtful pairs, joined where they touch."""
    at = 0
    while at < len(doubtful):
        start = doubtful[at]
        while at + 1 < len(doubtful) and doubtful[at + 1] <= doubtful[at] + WINDOW + 2:
            at += 1
        yield max(0, start - WINDOW), min(length, doubtful[at] + WINDOW + 2)
        at += 1
