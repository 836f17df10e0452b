"""First letters: sfzbl stands for 身份证补领, cut into the words of the catalogue that begin so."""

from __future__ import annotations

from collections.abc import Mapping

from govsite.domain.index.sounds import Sounds

WORDS_OF_LETTERS = 3
LONGEST = 12
SURE = 3.3  # how well a word of two letters must be known to be one of several
PART = 0.9  # what each further part costs


class FirstLetters:
    """``words`` are those that letters may stand for, with how well the catalogue knows them."""

    def __init__(self, words: Mapping[str, float], sounds: Sounds) -> None:
        found: dict[str, list[tuple[float, str]]] = {}
        for word, weight in words.items():
            for letters in sounds.initials(word):
                if 1 < len(letters) <= LONGEST:
                    found.setdefault(letters, []).append((weight, word))
        self._words = {letters: tuple(sorted(ways, reverse=True)[:WORDS_OF_LETTERS]) for letters, ways in found.items()}

    def read(self, letters: str) -> list[str]:
        """Words whose first letters these are: the best reading, then other words of each part; [] for none."""
        parts = self._cut(letters) if len(letters) <= LONGEST and not _held(letters) else []
        if len(parts) > 1 and any(len(part) == 2 and self._words[part][0][0] < SURE for part in parts):
            return []  # two letters stand for something everywhere
        found = [[word for _, word in self._words[part]] for part in parts]
        best = "".join(words[0] for words in found)
        return [best, *(word for words in found for word in words[1:])] if best else []

    def _cut(self, letters: str) -> list[str]:
        """The letters in known parts: few, long and well known ones."""
        best: list[tuple[float, list[str]] | None] = [(0.0, [])]
        for end in range(1, len(letters) + 1):
            ways = [
                (before[0] + (end - start - PART) + self._words[part][0][0] / 10, [*before[1], part])
                for start in range(end - 1)
                if (before := best[start]) and (part := letters[start:end]) in self._words
            ]
            best.append(max(ways) if ways else None)
        whole = best[-1]
        return whole[1] if whole else []


def _held(letters: str) -> bool:
    """Whether a key was held down: zzzz stands for nothing, though zz (执照) does for something."""
    return len(letters) > 3 and len(set(letters)) == 1
