"""Pinyin initials (首字母): sfzbl stands for 身份证补领, cut into words of the catalogue with these initials.

Some of the letters may be syllables: shenfz, sfzheng.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from govsite.domain.index.pinyin import PinyinTable

WORDS_OF_INITIALS = 3
MOST_SPELT = 12  # words of the same initials that syllables are compared with
LONGEST_INITIALS = 12
LEAST_WEIGHT_OF_TWO = 3.3  # of a word with two initials, for it to be one word of several
COST_OF_WORD = 0.9  # of each word after the first

Weighted = tuple[float, str]
_Path = tuple[float, list[list[Weighted]]]
_HELD = re.compile(r"(?:([a-z])\1{2,})+")


class Initials:
    """Words by their initials; ``words`` are those of the catalogue with their weights."""

    def __init__(self, words: Mapping[str, float], table: PinyinTable) -> None:
        self._table = table
        found: dict[str, list[Weighted]] = {}
        for word, weight in words.items():
            for initials in table.initials(word):
                if 1 < len(initials) <= LONGEST_INITIALS:
                    found.setdefault(initials, []).append((weight, word))
        self._words = {
            initials: tuple(sorted(weighted, reverse=True)[:MOST_SPELT]) for initials, weighted in found.items()
        }

    def expand(self, letters: str) -> list[str]:
        """What letters stand for: the best reading, then other words for each part; [] for nothing."""
        if _is_key_held(letters):
            return []
        units, singles = self._table.units(letters), list(letters)
        spoken = any(unit in self._table.class_of for unit in units)
        ways = (units, singles) if spoken else (singles, units)
        return next(filter(None, (self._expand(way) for way in ways if way)), [])

    def _expand(self, units: Sequence[str]) -> list[str]:
        parts = self._segment(units) if len(units) <= LONGEST_INITIALS else []
        if len(parts) > 1 and any(len(part[0][1]) == 2 and part[0][0] < LEAST_WEIGHT_OF_TWO for part in parts):
            return []  # some word or other has any two initials
        found = [[word for _, word in part] for part in parts]
        best = "".join(words[0] for words in found)
        return [best, *(word for words in found for word in words[1:])] if best else []

    def _segment(self, units: Sequence[str]) -> list[list[Weighted]]:
        """The words that few and long parts of the units stand for, those with much weight, by part."""
        best: list[_Path | None] = [(0.0, [])]
        for end in range(1, len(units) + 1):
            candidates = [
                (before[0] + (end - start - COST_OF_WORD) + words[0][0] / 10, [*before[1], words])
                for start in range(end - 1)
                if (before := best[start]) and (words := self._read(units[start:end]))
            ]
            best.append(max(candidates) if candidates else None)
        whole = best[-1]
        return whole[1] if whole else []

    def _read(self, units: Sequence[str]) -> list[Weighted]:
        """The words that are read as syllables and initials say."""
        words = self._words.get("".join([unit[0] for unit in units]), ())
        if all(len(unit) == 1 for unit in units):
            return list(words[:WORDS_OF_INITIALS])
        read = [each for each in words if all(map(self._table.is_read, each[1], units))]
        return read[:WORDS_OF_INITIALS]


def _is_key_held(letters: str) -> bool:
    """Whether keys were held down: zzzz and qqqzzz stand for nothing, though zz (执照) and zzzbl do for something."""
    return len(letters) > 3 and _HELD.fullmatch(letters) is not None
