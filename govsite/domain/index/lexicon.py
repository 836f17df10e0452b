"""The thesaurus of words that people use, and the analysis of texts into features.

``synonyms.txt`` holds one concept a line, its leading word first; a word may stand in several lines.
``questions.txt`` holds stop words (停用词), what people say around their errand: 怎么办理, 需要什么材料.
``circumstances.txt`` names the concepts that say who, where or how, never what is wanted: 孩子, 农村, 网上;
``acts.txt`` those of what happened to a thing.
A portal adds lines of its own in its words.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from operator import add
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from govsite.domain.common.word_lists import read_lines
from govsite.folding import fold
from govsite.sites.words import Words

RUN = re.compile("[\u3400-\u9fff〇\U00020000-\U0003ffff]+|[a-z0-9]+")

SHORT_WORD = 2  # characters

Terms = dict[str, tuple[str, ...]]


class Word(NamedTuple):
    """A word of the thesaurus in a text, from ``start`` to ``end``."""

    start: int
    end: int
    concepts: tuple[str, ...]


class Analysis(NamedTuple):
    """A text taken apart: its runs of one script without stop words, and the features found in them.

    Features are characters, bigrams, "=" before Latin words and numbers, "#" before concepts. ``kept`` is the text with
    spaces in the place of stop words, so that the places of ``words`` are the same in both.
    """

    runs: list[str]
    features: list[str]
    kept: str
    words: list[Word]


class Lexicon:
    """Words by their first character; ``terms`` gives the concepts of a word, none for a stop word.

    ``written`` are the words that are written otherwise than they are folded; ``circumstances`` are the concepts that
    reorder what is found and find nothing themselves. ``leading`` is the first word of each concept,
    ``acts`` are those of what happened to a thing (补领).
    """

    def __init__(
        self,
        terms: Terms,
        written: Mapping[str, str] = MappingProxyType({}),
        circumstances: frozenset[str] = frozenset(),
        leading: Mapping[str, str] = MappingProxyType({}),
        acts: frozenset[str] = frozenset(),
    ) -> None:
        self.terms = terms
        self.written = written
        self.circumstances = circumstances
        self.leading, self.acts = leading, acts
        lengths: dict[str, set[int]] = {}
        for word in terms:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def analyse(self, text: str) -> Analysis:
        """Take a folded text apart; words are matched from the left, the longest first, and may overlap."""
        features: list[str] = []
        words: list[Word] = []
        kept = self._scan(text, words) if text else ""
        for word in words:
            features += word.concepts
        runs = RUN.findall(kept)
        for run in runs:
            if run.isascii():
                features.append("=" + run)
            else:
                features += run
                features += map(add, run, run[1:])
        return Analysis(runs, features, kept, words)

    def _scan(self, text: str, words: list[Word]) -> str:
        """Add the words of a text to those there are; returns the text with spaces in the place of stop words."""
        pieces: list[str] = []
        at = start = end = 0
        lengths, terms, last = self._lengths, self.terms, len(text)
        while at < last:
            for length in lengths.get(text[at], ()):
                if at + length <= end:
                    break
                word = text[at : at + length]
                concepts = terms.get(word)
                if concepts is None or (word[0] < "\x80" or word[-1] < "\x80") and _is_cut(text, at, at + length):
                    continue
                if concepts:
                    end = at + length
                    words.append(Word(at, end, concepts))
                elif at >= end:
                    pieces += text[start:at], " " * length
                    start = end = at + length
                    at = start - 1
                break
            at += 1
        return "".join((*pieces, text[start:]))


def _is_cut(text: str, start: int, end: int) -> bool:
    """Whether a Latin word or a number goes on beyond either end."""
    return _goes_on(text, start) or _goes_on(text, end)


def _goes_on(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    pair = text[at - 1 : at + 1]
    return pair.isascii() and pair.isalnum() and pair[0].isdigit() == pair[1].isdigit()


def inside_longer(known: Lexicon, words: Iterable[str]) -> dict[str, list[str]]:
    """Of words of one or two characters, those that stand inside longer ones of other meanings, with these.

    They find what the longer word does not mean: 违章 in 违章建筑.
    """
    short = {word for word in words if len(word) <= SHORT_WORD and known.terms.get(word)}
    found: dict[str, list[str]] = {}
    for longer, concepts in known.terms.items():
        if not concepts or len(longer) <= SHORT_WORD:
            continue
        parts = {longer[at : at + n] for n in (1, SHORT_WORD) for at in range(len(longer) - n + 1)}
        for word in sorted(parts & short):
            if not set(known.terms[word]) & set(concepts):
                found.setdefault(word, []).append(longer)
    return found


def short_words(lines: Words) -> dict[str, list[str]]:
    """Of a portal's words those that the package does not know and ``inside_longer`` finds."""
    own = {fold(word) for line in lines for word in line} - load().terms.keys()
    return inside_longer(load(lines), own)


def load(words: Words = ()) -> Lexicon:
    """The lexicon of the package, with a portal's own lines."""
    return _extended(_package(), words) if words else _package()


def _extended(package: Lexicon, lines: Words) -> Lexicon:
    """All words of a line get the concepts of its first: its own if it is known, else those in it and a new one."""
    terms, written = dict(package.terms), {fold(word): word for line in lines for word in line if fold(word) != word}
    leading = {f"#+{number}": fold(line[0]) for number, line in enumerate(lines)}
    for number, line in enumerate(lines):
        first, *others = [fold(word) for word in line]
        meant = terms.get(first)
        if not meant:
            meant = *(feature for feature in package.analyse(first).features if feature[0] == "#"), f"#+{number}"
        for word in (first, *others):
            terms[word] = tuple(dict.fromkeys((*terms.get(word, ()), *meant)))
    return Lexicon(
        terms, {**written, **package.written}, package.circumstances, {**leading, **package.leading}, package.acts
    )


@cache
def _package() -> Lexicon:
    """Concepts are "#0", "#1" in the order of the lines."""
    beside, written, leading = Path(__file__).with_name, {}, dict[str, str]()
    terms: Terms = {fold(word): () for words in read_lines(beside("questions.txt")) for word in words}
    for number, words in enumerate(read_lines(beside("synonyms.txt"))):
        folded = {fold(word): word for word in words}
        leading[f"#{number}"] = fold(words[0])
        for word in folded:
            terms[word] = (*terms.get(word, ()), f"#{number}")
        written.update({word: as_is for word, as_is in folded.items() if word != as_is})
    of_words = {word: concept for concept, word in leading.items()}
    circumstances, acts = (
        frozenset([of_words[fold(word)] for words in read_lines(beside(name)) for word in words])
        for name in ("circumstances.txt", "acts.txt")
    )
    return Lexicon(terms, written, circumstances, leading, acts)
