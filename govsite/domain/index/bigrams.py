"""Character bigrams and trigrams of the catalogue: the language model that misspelt queries are corrected by."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from govsite.domain.index.lexicon import RUN, Lexicon
from govsite.domain.index.source import IndexedItem
from govsite.folding import fold

# The strength of a bigram, by the best kind of text that holds it.
NAME_STRENGTH, ALIAS_STRENGTH, RESULT_STRENGTH, TERM_STRENGTH, WORD_STRENGTH = 3.0, 2.6, 2.4, 2.2, 1.0
WORD_BONUS = 0.1  # of a bigram that is a word, beside one where two words meet (律师, 路施)
FREQUENCY_FACTOR = 0.3
_CHINESE = re.compile(r"[\u3400-\u9fff〇]+")


class Corpus:
    """The texts of a catalogue by kind, each once, in the order of the items."""

    __slots__ = ("aliases", "names", "results", "words")

    def __init__(self) -> None:
        self.words: dict[str, None] = {}
        self.results: dict[str, None] = {}
        self.aliases: dict[str, None] = {}
        self.names: dict[str, None] = {}

    def add(self, item: IndexedItem) -> None:
        """Add the texts of an item; everyday phrases and names of materials are one kind."""
        self.words.update(dict.fromkeys(item.words or ()))
        self.words.update(dict.fromkeys(m.get("name", "") for m in item.materials or ()))
        self.results[item.result or ""] = None
        self.aliases.update(dict.fromkeys(item.aliases or ()))
        self.names[item.name] = None

    def names_of_items(self) -> Iterator[str]:
        """What items are called, piece by piece, as it is written."""
        return (run for name in (*self.aliases, *self.names) for run in _CHINESE.findall(name))


def bigrams_and_trigrams(
    corpus: Corpus, lexicon: Lexicon, features: Iterable[str]
) -> tuple[dict[str, float], dict[str, None]]:
    """The strength of each bigram, and the trigrams of results, names and everyday names.

    A bigram that is among the ``features`` is the same object there and here, which saves a megabyte.
    """
    interned = {feature: feature for feature in features}
    bigrams: dict[str, float] = {}
    trigrams: dict[str, None] = {}  # a set with an order: every worker has to come to the same
    # Bigrams of words are too weak to be candidates: they only say that a query is spelt right.
    for run in _runs(corpus.words):
        bigrams.update(dict.fromkeys(_bigrams(run, interned), WORD_STRENGTH))
    for word in lexicon.terms:
        if not word.isascii():
            bigrams.update(dict.fromkeys(_bigrams(word, interned), TERM_STRENGTH))
    kinds = ((RESULT_STRENGTH, corpus.results), (ALIAS_STRENGTH, corpus.aliases), (NAME_STRENGTH, corpus.names))
    for strength, texts in kinds:
        for run in _runs(texts):
            bigrams.update(dict.fromkeys(_bigrams(run, interned), strength))
            trigrams.update(dict.fromkeys(_ngrams(run, 3)))
    for word in lexicon.terms:
        if len(word) == 2 and word in bigrams:
            bigrams[word] += WORD_BONUS
    return bigrams, trigrams


def word_weights(
    corpus: Corpus, lexicon: Lexicon, bigrams: Mapping[str, float], items_with: Callable[[str], int]
) -> dict[str, float]:
    """The words that initials may stand for, with weights from 0 to about 4: strong and frequent ones have more.

    ``items_with`` gives the number of items that have a feature.
    """
    words = dict.fromkeys((word for word, concepts in lexicon.terms.items() if concepts), 0.0)
    words.update(dict.fromkeys(_runs([*corpus.aliases, *corpus.names]), 0.0))
    for word in words:
        parts = list(_ngrams(word, 2))
        if parts:
            strength = min([bigrams.get(bigram, 0.0) for bigram in parts])
            words[word] = strength + FREQUENCY_FACTOR * math.log1p(min(map(items_with, parts)))
    return words


def _runs(texts: Iterable[str]) -> Iterator[str]:
    """The runs of Chinese characters in texts."""
    return (run for text in texts for run in RUN.findall(fold(text)) if not run.isascii())


def _ngrams(run: str, length: int) -> Iterator[str]:
    return map("".join, zip(*(run[start:] for start in range(length)), strict=False))


def _bigrams(run: str, interned: Mapping[str, str]) -> Iterator[str]:
    bigrams = list(_ngrams(run, 2))
    return map(interned.get, bigrams, bigrams)
