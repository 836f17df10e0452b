"""The search index of the basic catalogue: a query is weighed against all items in some tens of microseconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from govsite.domain.folding import fold
from govsite.domain.search import lexicon, sounds
from govsite.domain.search.lexicon import RUN, Lexicon, Reading
from govsite.domain.search.links import catalogue_words, pairs_and_triples
from govsite.domain.search.spelling import Guess, Speller
from govsite.domain.search.weighing import FULL, Postings, weigh

if TYPE_CHECKING:
    from govsite.models.item import Item

LONGEST = 100  # characters of a query that are looked at
SHARE = 0.4  # results below this share of the best score are left out
HEAT = 0.05  # what the most asked-for item gains over one nobody asks for
GUESSED = 0.7  # the weight of what a query probably meant, beside what it says
OTHERS = 0.5  # the weight of other words that the same first letters stand for
MUCH_BETTER = 1.25
MOST_NEAR = 6


class Ranking(NamedTuple):
    """Items best first, each with its ``shares`` of the best score; ``suggestion`` is a better way to ask.

    ``marks`` are the pieces of the query that were understood, for highlighting; ``near`` are everyday names of
    items that share at least a character, when nothing was found.
    """

    codes: tuple[str, ...]
    shares: tuple[float, ...] = ()
    suggestion: str | None = None
    marks: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


NOTHING = Ranking(())


class ItemIndex:
    """Postings of all items, and what a misspelt query may have meant."""

    def __init__(self, rows: Sequence[Item], words: Lexicon) -> None:
        self._lexicon = words
        self._codes = [row.code for row in rows]
        self._names = [(row.aliases or [row.name])[0] for row in rows]
        self._postings = Postings([weigh(row, words) for row in rows])
        most = max((row.heat or 0 for row in rows), default=0) or 1
        self._heat = [1 + HEAT * (row.heat or 0) / most for row in rows]
        self._exact: dict[str, tuple[int, ...]] = {}
        for number, row in enumerate(rows):
            for name in dict.fromkeys(_bare(fold(name)) for name in (row.name, *(row.aliases or ()))):
                self._exact[name] = (*self._exact.get(name, ()), number)
        links, triples = pairs_and_triples(rows, words)
        self._links = links
        self._speller = Speller(links, triples, catalogue_words(rows, words, links), words, sounds.load())

    def __len__(self) -> int:
        return len(self._codes)

    def knows(self, word: str) -> bool:
        """Whether a word stands in the catalogue, so that it should not be taken for something else."""
        return all(word[at : at + 2] in self._links for at in range(len(word) - 1))

    def rank(self, query: str, limit: int = 60) -> Ranking:
        """The items that a folded query asks for, best first."""
        query = query[:LONGEST]
        reading = self._lexicon.read(query)
        if not reading.runs:
            return NOTHING
        scores = self._score(reading, _bare(query))
        spans = self._postings.spans
        guess = None
        if any(feature not in spans for feature in reading.features):
            guess = self._speller.guess(" ".join(reading.runs))
        suggestion = self._take_guess(guess, reading, scores) if guess else None
        if not scores or not _evidence(reading if not suggestion else self._lexicon.read(suggestion), spans):
            return self._nothing(scores, suggestion)
        return self._sorted(scores, limit, suggestion, self._marks(reading, suggestion))

    def _score(self, reading: Reading, bare: str) -> defaultdict[int, float]:
        scores: defaultdict[int, float] = defaultdict(float)
        most = self._add(scores, reading.features, 1.0)
        exact = self._exact.get(bare) or self._exact.get("".join(reading.runs))
        for number in exact or ():
            scores[number] += most
        return scores

    def _add(self, scores: defaultdict[int, float], features: Iterable[str], share: float) -> float:
        """Add what features say to the scores; returns the most that an item could have got."""
        spans, ids, weights = self._postings.spans, self._postings.ids, self._postings.weights
        most = 0.0
        for feature in dict.fromkeys(features):
            span = spans.get(feature)
            if span is not None:
                start, end, unit = span
                unit *= share
                most += unit * FULL
                for number, weight in zip(ids[start:end], weights[start:end], strict=True):
                    scores[number] += unit * weight
        return most

    def _take_guess(self, guess: Guess, reading: Reading, scores: defaultdict[int, float]) -> str | None:
        """Add what was probably meant; returns it when it changes much."""
        before = max(scores.values(), default=0.0)
        meant = self._lexicon.read(guess.text)
        known = set(reading.features)
        share = GUESSED if before else 1.0
        most = self._add(scores, (feature for feature in meant.features if feature not in known), share)
        for number in self._exact.get("".join(meant.runs), ()):
            scores[number] += most
        for word in guess.others:
            self._add(scores, self._lexicon.read(word).features, OTHERS)
        after = max(scores.values(), default=0.0)
        return guess.text if after > before * MUCH_BETTER else None

    def _sorted(
        self, scores: dict[int, float], limit: int, suggestion: str | None, marks: tuple[str, ...]
    ) -> Ranking:
        heat, codes = self._heat, self._codes
        least = SHARE * max(scores.values())
        best = sorted(((score * heat[n], -n) for n, score in scores.items() if score >= least), reverse=True)[:limit]
        top = best[0][0]
        return Ranking(
            tuple(codes[-n] for _, n in best), tuple(score / top for score, _ in best), suggestion, marks
        )

    def _marks(self, reading: Reading, suggestion: str | None) -> tuple[str, ...]:
        features = reading.features if suggestion is None else self._lexicon.read(suggestion).features
        spans = self._postings.spans
        pieces = (f.removeprefix("=") for f in features if f[0] != "#" and f in spans)
        return tuple(dict.fromkeys(piece for piece in pieces if len(piece) > 1))

    def _nothing(self, scores: dict[int, float], suggestion: str | None) -> Ranking:
        best = sorted(scores, key=lambda number: -scores[number])[:MOST_NEAR]
        return Ranking((), suggestion=suggestion, near=tuple(dict.fromkeys(self._names[n] for n in best)))


def build_index(rows: Iterable[Item]) -> ItemIndex:
    """The index of items; what an item leaves empty is simply not found."""
    return ItemIndex(list(rows), lexicon.load())


def _bare(text: str) -> str:
    return "".join(RUN.findall(text))


def _evidence(reading: Reading, spans: dict[str, tuple[int, int, float]]) -> bool:
    """Whether more than scattered characters of the query were understood."""
    if len(reading.runs) == 1 and len(reading.runs[0]) == 1:
        return True
    return any(len(feature) > 1 and feature in spans for feature in reading.features)
