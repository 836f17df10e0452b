"""What the catalogue says about which characters stand together, for mending misspelt queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from govsite.domain.folding import fold
from govsite.domain.search.lexicon import RUN, Lexicon

if TYPE_CHECKING:
    from govsite.models.item import Item

NAME, ALIAS, RESULT, TERM, WORD = 3.0, 2.6, 2.4, 2.2, 1.0


def pairs_and_triples(rows: Sequence[Item], lexicon: Lexicon) -> tuple[dict[str, float], set[str]]:
    """Strength of each pair of characters side by side, and the triples of names and everyday names."""
    links: dict[str, float] = {}
    triples: set[str] = set()
    for row in rows:
        for run in _runs([*(row.words or ()), *(m.get("name", "") for m in row.materials or ())]):
            links.update(dict.fromkeys(_pieces(run, 2), WORD))
    for word in lexicon.terms:
        if not word.isascii():
            _strengthen(links, word, TERM)
    for strength, names in ((RESULT, [row.result for row in rows]), (ALIAS, _aliases(rows)), (NAME, [r.name for r in rows])):
        for run in _runs(names):
            _strengthen(links, run, strength)
            triples.update(_pieces(run, 3))
    return links, triples


def catalogue_words(rows: Sequence[Item], lexicon: Lexicon, links: dict[str, float]) -> dict[str, float]:
    """The words that first letters may stand for, by how well the catalogue knows them (0 to 3)."""
    words = dict.fromkeys((word for word, concepts in lexicon.terms.items() if concepts), 0.0)
    words.update(dict.fromkeys(_runs([*_aliases(rows), *(row.name for row in rows)]), 0.0))
    for word in words:
        pairs = list(_pieces(word, 2))
        words[word] = min((links.get(pair, 0.0) for pair in pairs), default=0.0)
    return words


def _aliases(rows: Iterable[Item]) -> list[str]:
    return [alias for row in rows for alias in row.aliases or ()]


def _runs(texts: Iterable[str]) -> Iterator[str]:
    """The runs of Chinese characters in texts."""
    for text in texts:
        for run in RUN.findall(fold(text or "")):
            if not run.isascii():
                yield run


def _pieces(run: str, length: int) -> Iterator[str]:
    return (run[at : at + length] for at in range(len(run) - length + 1))


def _strengthen(links: dict[str, float], run: str, strength: float) -> None:
    for pair in _pieces(run, 2):
        if links.get(pair, 0.0) < strength:
            links[pair] = strength
