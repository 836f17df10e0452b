"""What a misspelt query may have meant: pinyin, initials, and wrong, missing, superfluous or swapped characters.

A Chinese query is only corrected where it holds a bigram that neither the catalogue nor the lexicon knows and that is
not where two known words meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import add
from typing import NamedTuple

from govsite.domain.common.bounded import Bounded
from govsite.domain.index.initials import Initials
from govsite.domain.index.lattice import LEAST_CANDIDATE_STRENGTH, LatticeDecoder, Slot, score
from govsite.domain.index.lexicon import RUN
from govsite.domain.index.pinyin import PinyinTable

EDIT_COST = 1.6  # of a missing, superfluous or swapped character
LEAST_GAIN = 0.8  # what a correction must score more than what was typed
MOST_DOUBTFUL, MOST_SYLLABLES = 8, 30
SHORTEST_SUGGESTED = 3  # letters
MOST_CORRECTIONS = 512  # people misspell the same words, and use them with the same words around them
CONTEXT = 1  # characters to either side of a doubtful bigram that are corrected with it
_LETTERS = re.compile(r"\b[a-z]+(?: [a-z]+)+\b", re.ASCII)


class Guess(NamedTuple):
    """What was probably meant, and other words of the same initials; not ``whole`` where a syllable is lost."""

    text: str
    others: tuple[str, ...]
    whole: bool = True

    def read_as(self, typed: Sequence[str]) -> tuple[str, ...]:
        """What one or two letters (qq) were read as, likeliest first; with Chinese beside them, the whole of it."""
        letters = [run for run in typed if run.isascii()]
        if not self.whole or not 0 < sum(map(len, letters)) < SHORTEST_SUGGESTED:
            return ()
        return (self.text, *self.others) if letters == typed else (self.text,)


class SpellingCorrector:
    """Corrects by ``bigrams`` with their strengths, ``trigrams``, and ``words`` with weights for initials."""

    def __init__(
        self,
        bigrams: Mapping[str, float],
        trigrams: Iterable[str],
        words: Mapping[str, float],
        table: PinyinTable,
    ) -> None:
        self._bigrams = bigrams
        self._table = table
        self._decoder = LatticeDecoder(bigrams, trigrams, table)
        self._initials = Initials(words, table)
        self._corrections: Bounded[tuple[str, tuple[int, ...]], str] = Bounded(MOST_CORRECTIONS)

    def is_pinyin(self, letters: str) -> bool:
        """Whether letters can be read as syllables."""
        return bool(self._table.syllables(letters))

    def guess(self, text: str) -> Guess | None:
        """What a folded query probably meant; None when nothing better is known."""
        pieces: list[str] = []
        spoken: list[Slot] = []
        others: list[str] = []
        lost = 0
        for token in RUN.findall(_LETTERS.sub(self._together, text)):
            piece = token
            if not token.isascii():
                piece = self._correct(token)
            elif syllables := self._table.syllables(token):
                spoken += self._slots(syllables)
                continue
            elif words := self._initials.expand(token):
                piece, *more = words
                others += more
            elif syllables := self._table.unfinished(token):
                spoken += self._slots(syllables)
                continue
            pieces += [self._decode(spoken), piece]
            lost += len(spoken) - len(pieces[-2])
            spoken = []
        pieces.append(self._decode(spoken))
        lost += len(spoken) - len(pieces[-1])
        meant = " ".join(piece for piece in pieces if piece)
        return Guess(meant, tuple(others), not lost) if meant != text else None

    def _together(self, found: re.Match[str]) -> str:
        """Initials that were typed with spaces between them: s f z."""
        words = found[0].split(" ")
        letters = "".join(words)
        return letters if min(map(len, words)) == 1 and self._initials.expand(letters) else found[0]

    def _slots(self, syllables: Iterable[str]) -> list[Slot]:
        return [Slot("", syllable, self._table.class_of[syllable]) for syllable in syllables]

    def _decode(self, slots: list[Slot]) -> str:
        """The characters that syllables stand for."""
        if not slots:
            return ""
        if len(slots) == 1:
            return self._table.characters[slots[0].syllable][0]
        return self._decoder.decode(slots[:MOST_SYLLABLES])[1]

    def _correct(self, run: str) -> str:
        """A Chinese run with its most likely misspellings corrected; the run itself when nothing fits much better."""
        strengths = self._strengths(run)
        doubtful = [at for at, strength in enumerate(strengths) if not strength]
        if not doubtful or len(doubtful) > MOST_DOUBTFUL:
            return run  # nothing is wrong, or it speaks of something else
        around = [0.0, *strengths, 0.0]
        least = LEAST_CANDIDATE_STRENGTH
        # Between two strong bigrams words meet.
        doubtful = [at for at in doubtful if around[at] < least or around[at + 2] < least]
        for start, end in reversed(list(_windows(doubtful, len(run)))):
            part = run[start:end]
            places = tuple([at - start for at in doubtful if start <= at < end - 1])
            better = self._corrections.get((part, places), partial(self._best, part, places))
            run = run[:start] + better + run[end:]
        return run

    def _best(self, part: str, doubtful: tuple[int, ...]) -> str:
        """The part of a run as it was probably meant, where its bigrams at these places are doubtful."""
        best = (sum(self._strengths(part)) + LEAST_GAIN, part)
        slots = [Slot(char, "", self._table.classes.get(char, "")) for char in part]
        best = max(best, self._decoder.decode(slots), key=score)
        for text in self._edits(part, doubtful):
            best = max(best, (sum(self._strengths(text)) - EDIT_COST, text), key=score)
        return best[1]

    def _strengths(self, text: str) -> list[float]:
        """How strong each bigram of a text is, 0 for an unknown one."""
        bigrams = self._bigrams
        return [bigrams.get(bigram, 0.0) for bigram in map(add, text, text[1:])]

    def _edits(self, part: str, doubtful: tuple[int, ...]) -> Iterator[str]:
        """Damerau-Levenshtein edits at each doubtful bigram: a deletion, a transposition, an insertion."""
        for at in doubtful:
            before, left, right, after = part[:at], part[at], part[at + 1], part[at + 2 :]
            yield before + right + after
            yield before + left + after
            yield before + right + left + after
            for char in self._decoder.between.get(left + right, ""):
                yield before + left + char + right + after


def _windows(doubtful: list[int], length: int) -> Iterator[tuple[int, int]]:
    """The parts around doubtful bigrams, joined where they touch."""
    at = 0
    while at < len(doubtful):
        start = doubtful[at]
        while at + 1 < len(doubtful) and doubtful[at + 1] <= doubtful[at] + CONTEXT + 2:
            at += 1
        yield max(0, start - CONTEXT), min(length, doubtful[at] + CONTEXT + 2)
        at += 1
