"""The words people use: groups of words that mean the same errand, and the words of questions that mean nothing.

``synonyms.txt`` holds one concept a line, its leading word first; a word may stand in several lines.
``questions.txt`` holds what people say around their errand (怎么办理, 需要什么材料): it is read over.
A portal adds lines of its own, which its words.txt holds.
"""

from __future__ import annotations

import re
from functools import cache
from operator import add
from typing import NamedTuple

from govsite.domain.common.folding import fold
from govsite.domain.common.word_lists import beside
from govsite.sites.words import Words

RUN = re.compile(r"[\u3400-\u9fff〇]+|[a-z0-9]+")

Terms = dict[str, tuple[str, ...]]


class Reading(NamedTuple):
    """A text taken apart: runs of one script without the words of questions, and the features found in them.

    Features are characters, pairs of characters, "=" before Latin words and numbers, "#" before concepts.
    """

    runs: list[str]
    features: list[str]


class Lexicon:
    """Words by their first character; ``terms`` gives a word's concepts, none for a word of questions."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        lengths: dict[str, set[int]] = {}
        for word in terms:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def read(self, text: str) -> Reading:
        """Take a folded text apart; words are matched longest first, from the left, and may overlap."""
        features: list[str] = []
        kept = self._keep(text, features) if text else ""
        runs = RUN.findall(kept)
        for run in runs:
            if run.isascii():
                features.append("=" + run)
            else:
                features += run
                features += map(add, run, run[1:])
        return Reading(runs, features)

    def _keep(self, text: str, features: list[str]) -> str:
        """Note the concepts of a text, and put a space where it holds words of questions."""
        pieces: list[str] = []
        at = start = end = 0
        lengths, terms, last = self._lengths, self.terms, len(text)
        while at < last:
            for length in lengths.get(text[at], ()):
                if at + length <= end:
                    break
                word = text[at : at + length]
                concepts = terms.get(word)
                if concepts is None or (word[0] < "\x80" or word[-1] < "\x80") and _inside(text, at, at + length):
                    continue
                if concepts:
                    features += concepts
                    end = at + length
                elif at >= end:
                    pieces.append(text[start:at])
                    start = end = at + length
                    at = start - 1
                break
            at += 1
        return " ".join((*pieces, text[start:]))


def _inside(text: str, start: int, end: int) -> bool:
    """Whether a Latin word or a number goes on beyond the cut at either end."""
    return _joined(text, start) or _joined(text, end)


def _joined(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    pair = text[at - 1 : at + 1]
    return pair.isascii() and pair.isalnum() and pair[0].isdigit() == pair[1].isdigit()


def load(words: Words = ()) -> Lexicon:
    """The lexicon of the package, with a portal's own lines."""
    return _extended(_package(), words) if words else _package()


def _extended(package: Lexicon, lines: Words) -> Lexicon:
    """All words of a line mean what its first does: a known word its concepts, a name those in it and itself."""
    terms = dict(package.terms)
    for number, line in enumerate(lines):
        first, *others = [fold(word) for word in line]
        meant = terms.get(first)
        if not meant:
            meant = *(feature for feature in package.read(first).features if feature[0] == "#"), f"#+{number}"
        for word in (first, *others):
            terms[word] = tuple(dict.fromkeys((*terms.get(word, ()), *meant)))
    return Lexicon(terms)


@cache
def _package() -> Lexicon:
    """Concepts are "#0", "#1" in the order of the lines."""
    terms: Terms = {word: () for words in beside(__file__, "questions.txt") for word in words}
    for number, words in enumerate(beside(__file__, "synonyms.txt")):
        for word in dict.fromkeys(words):
            terms[word] = (*terms.get(word, ()), f"#{number}")
    return Lexicon(terms)
