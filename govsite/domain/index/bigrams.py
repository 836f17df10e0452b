"""What the catalogue says about which characters stand together, for mending misspelt queries."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from govsite.domain.common.folding import plain
from govsite.domain.index.lexicon import RUN, Lexicon

if TYPE_CHECKING:
    from govsite.domain.index.source import Searched

NAME, ALIAS, RESULT, TERM, WORD = 3.0, 2.6, 2.4, 2.2, 1.0
OFTEN = 0.3


class Said:
    """What a catalogue says about which characters stand together, each text once, in the order of the items."""

    __slots__ = ("aliases", "names", "results", "words")

    def __init__(self) -> None:
        self.words: dict[str, None] = {}
        self.results: dict[str, None] = {}
        self.aliases: dict[str, None] = {}
        self.names: dict[str, None] = {}

    def add(self, item: Searched) -> None:
        """Take in the texts of an item; everyday phrases and names of materials are one kind."""
        self.words.update(dict.fromkeys(item.words or ()))
        self.words.update(dict.fromkeys(m.get("name", "") for m in item.materials or ()))
        self.results[item.result or ""] = None
        self.aliases.update(dict.fromkeys(item.aliases or ()))
        self.names[item.name] = None


def pairs_and_triples(
    said: Said, lexicon: Lexicon, features: Iterable[str]
) -> tuple[dict[str, float], dict[str, None]]:
    """Strength of each pair of characters side by side, and the triples of names and everyday names.

    A pair that is among the ``features`` is the same object there and here, which saves a megabyte.
    """
    one = {feature: feature for feature in features}
    links: dict[str, float] = {}
    triples: dict[str, None] = {}  # a set with an order: every worker has to find the same
    # Pairs that nothing is mended to: they only say that a query is no misspelling.
    for run in _runs(said.words):
        links.update(dict.fromkeys(_pairs(run, one), WORD))
    for word in lexicon.terms:
        if not word.isascii():
            links.update(dict.fromkeys(_pairs(word, one), TERM))
    for strength, texts in ((RESULT, said.results), (ALIAS, said.aliases), (NAME, said.names)):
        for run in _runs(texts):
            links.update(dict.fromkeys(_pairs(run, one), strength))
            triples.update(dict.fromkeys(_pieces(run, 3)))
    return links, triples


def catalogue_words(
    said: Said, lexicon: Lexicon, links: Mapping[str, float], items_with: Callable[[str], int]
) -> dict[str, float]:
    """The words that first letters may stand for, by how well the catalogue knows them (0 to about 4)."""
    words = dict.fromkeys((word for word, concepts in lexicon.terms.items() if concepts), 0.0)
    words.update(dict.fromkeys(_runs([*said.aliases, *said.names]), 0.0))
    for word in words:
        pairs = list(_pieces(word, 2))
        if pairs:
            strength = min([links.get(pair, 0.0) for pair in pairs])
            words[word] = strength + OFTEN * math.log1p(min(map(items_with, pairs)))
    return words


def _runs(texts: Iterable[str]) -> Iterator[str]:
    """The runs of Chinese characters in texts."""
    return (run for text in texts for run in RUN.findall(plain(text)) if not run.isascii())


def _pieces(run: str, length: int) -> Iterator[str]:
    return map("".join, zip(*(run[start:] for start in range(length)), strict=False))


def _pairs(run: str, one: Mapping[str, str]) -> Iterator[str]:
    pairs = list(_pieces(run, 2))
    return map(one.get, pairs, pairs)
