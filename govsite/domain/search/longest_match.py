"""Longest-match scanning (最长匹配) for words in a query: names of offices, and what is said around a name."""

from __future__ import annotations

from collections.abc import Iterable


class LongestMatch:
    """Words by their first character; they are found from the left, the longest first, and do not overlap."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def split(self, text: str) -> tuple[list[str], list[str]]:
        """The words that a text holds, and what stands before, between and after them."""
        found: list[str] = []
        rest: list[str] = []
        at = start = 0
        while at < len(text):
            word = self._at(text, at)
            if not word:
                at += 1
                continue
            found.append(word)
            rest.append(text[start:at])
            at = start = at + len(word)
        rest.append(text[start:])
        return found, [piece for piece in rest if piece]

    def _at(self, text: str, at: int) -> str:
        for length in self._lengths.get(text[at], ()):
            word = text[at : at + length]
            if word in self._words:
                return word
        return ""
