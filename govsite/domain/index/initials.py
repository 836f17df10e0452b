"""Pinyin initials (首字母): sfzbl stands for 身份证补领, cut into words of the catalogue with these initials."""

from __future__ import annotations

from collections.abc import Mapping

from govsite.domain.index.pinyin import PinyinTable

WORDS_OF_INITIALS = 3
LONGEST_INITIALS = 12
LEAST_WEIGHT_OF_TWO = 3.3  # of a word with two initials, for it to be one word of several
COST_OF_WORD = 0.9  # of each word after the first


class Initials:
    """Words by their initials; ``words`` are those of the catalogue with their weights."""

    def __init__(self, words: Mapping[str, float], table: PinyinTable) -> None:
        found: dict[str, list[tuple[float, str]]] = {}
        for word, weight in words.items():
            for initials in table.initials(word):
                if 1 < len(initials) <= LONGEST_INITIALS:
                    found.setdefault(initials, []).append((weight, word))
        self._words = {
            initials: tuple(sorted(weighted, reverse=True)[:WORDS_OF_INITIALS]) for initials, weighted in found.items()
        }

    def expand(self, letters: str) -> list[str]:
        """What letters are the initials of: the best reading, then other words for each part; [] for nothing."""
        parts = self._segment(letters) if len(letters) <= LONGEST_INITIALS and not _is_key_held(letters) else []
        if len(parts) > 1 and any(len(part) == 2 and self._words[part][0][0] < LEAST_WEIGHT_OF_TWO for part in parts):
            return []  # some word or other has any two initials
        found = [[word for _, word in self._words[part]] for part in parts]
        best = "".join(words[0] for words in found)
        return [best, *(word for words in found for word in words[1:])] if best else []

    def _segment(self, letters: str) -> list[str]:
        """The letters cut into known parts: few and long ones, of words with much weight."""
        best: list[tuple[float, list[str]] | None] = [(0.0, [])]
        for end in range(1, len(letters) + 1):
            candidates = [
                (before[0] + (end - start - COST_OF_WORD) + self._words[part][0][0] / 10, [*before[1], part])
                for start in range(end - 1)
                if (before := best[start]) and (part := letters[start:end]) in self._words
            ]
            best.append(max(candidates) if candidates else None)
        whole = best[-1]
        return whole[1] if whole else []


def _is_key_held(letters: str) -> bool:
    """Whether a key was held down: zzzz stands for nothing, though zz (执照) does for something."""
    return len(letters) > 3 and len(set(letters)) == 1
