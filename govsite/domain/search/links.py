"""What the catalogue says about which characters stand together, for mending misspelt queries."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from govsite.domain.search.lexicon import RUN, Lexicon
from govsite.domain.search.weighing import plain

if TYPE_CHECKING:
    from govsite.models.item import Item

NAME, ALIAS, RESULT, TERM, WORD = 3.0, 2.6, 2.4, 2.2, 1.0
OFTEN = 0.3


def pairs_and_triples(rows: Sequence[Item], lexicon: Lexicon) -> tuple[dict[str, float], set[str]]:
    """Strength of each pair of characters side by side, and the triples of names and everyday names."""
    links: dict[str, float] = {}
    triples: set[str] = set()
    # Pairs that nothing is mended to: they only say that a query is no misspelling.
    said = (text for row in rows for text in (*(row.words or ()), *(m.get("name", "") for m in row.materials or ())))
    for run in _runs(said):
        links.update(dict.fromkeys(_pieces(run, 2), WORD))
    for word in lexicon.terms:
        if not word.isascii():
            _strengthen(links, word, TERM)
    results, names = [row.result or "" for row in rows], [row.name for row in rows]
    for strength, texts in ((RESULT, results), (ALIAS, _aliases(rows)), (NAME, names)):
        for run in _runs(texts):
            _strengthen(links, run, strength)
            triples.update(_pieces(run, 3))
    return links, triples


def catalogue_words(
    rows: Sequence[Item], lexicon: Lexicon, links: Mapping[str, float], items_with: Callable[[str], int]
) -> dict[str, float]:
    """The words that first letters may stand for, by how well the catalogue knows them (0 to about 4)."""
    words = dict.fromkeys((word for word, concepts in lexicon.terms.items() if concepts), 0.0)
    words.update(dict.fromkeys(_runs([*_aliases(rows), *(row.name for row in rows)]), 0.0))
    for word in words:
        pairs = list(_pieces(word, 2))
        if pairs:
            strength = min(links.get(pair, 0.0) for pair in pairs)
            words[word] = strength + OFTEN * math.log1p(min(map(items_with, pairs)))
    return words


def _aliases(rows: Iterable[Item]) -> list[str]:
    return [alias for row in rows for alias in row.aliases or ()]


def _runs(texts: Iterable[str]) -> Iterator[str]:
    """The runs of Chinese characters in texts."""
    return (run for run in RUN.findall(plain("\n".join(texts))) if not run.isascii())


def _pieces(run: str, length: int) -> Iterator[str]:
    return map("".join, zip(*(run[start:] for start in range(length)), strict=False))


def _strengthen(links: dict[str, float], run: str, strength: float) -> None:
    links.update(dict.fromkeys(_pieces(run, 2), strength))
