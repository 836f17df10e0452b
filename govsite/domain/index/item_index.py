"""The search index of the basic catalogue: a query is weighed against all items in some tens of microseconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from govsite.domain.common.folding import plain
from govsite.domain.index import lexicon, sounds
from govsite.domain.index.bigrams import ALIAS, Said, catalogue_words, pairs_and_triples
from govsite.domain.index.lexicon import RUN, Lexicon, Reading
from govsite.domain.index.postings import ROOM, Postings, weigh
from govsite.domain.index.spelling import Guess, Speller
from govsite.sites.words import Words

if TYPE_CHECKING:
    from govsite.domain.index.source import Searched

LONGEST = 100  # characters of a query that are looked at
SHARE = 0.4  # results below this share of the best score are left out
HEAT = 0.05  # what the most asked-for item gains over one nobody asks for
BROAD, BROAD_HEAT = 4, 0.3  # the same for a word of so few characters (驾照), which names many errands
GUESSED = 0.7  # the weight of what a query probably meant, beside what it says
OTHERS = 0.5  # the weight of other words that the same first letters stand for
MUCH_BETTER = 1.45
FLOOR = 0.46  # of the most that one feature can say: with less an item shares some common word, no more
MOST_NEAR = 6

Scores = dict[int, int]  # of items by their number; most queries touch a third of them


class Ranking(NamedTuple):
    """Items best first, each with its ``shares`` of the best score; ``suggestion`` is a better way to ask.

    ``marks`` are the pieces of the query that were understood, for highlighting; ``words`` is the query without
    the words of questions; ``near`` are everyday names of items that share a word, when nothing was found.
    """

    codes: tuple[str, ...]
    shares: tuple[float, ...] = ()
    suggestion: str | None = None
    marks: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


NOTHING = Ranking(())


class ItemIndex:
    """Postings of all items, and what a misspelt query may have meant."""

    def __init__(self, rows: Iterable[Searched], words: Lexicon) -> None:
        """The rows are read once, one by one: none is kept."""
        self._lexicon = words
        self._codes: list[str] = []
        self._names: list[str] = []
        self._heat: list[float] = []
        self._exact: dict[str, tuple[int, ...]] = {}
        said = Said()
        self._postings = Postings(self._take(rows, said))
        self._most = max(self._postings.weights, default=0)
        most = max(self._heat, default=0) or 1
        self._broad_heat = [1 + BROAD_HEAT * heat / most for heat in self._heat]
        self._heat = [1 + HEAT * heat / most for heat in self._heat]
        links, triples = pairs_and_triples(said, words, self._postings.spans)
        self._links = links
        known = catalogue_words(said, words, links, self._postings.items_with)
        self._speller = Speller(links, triples, known, sounds.load())

    def _take(self, rows: Iterable[Searched], said: Said) -> Iterator[dict[str, float]]:
        """Note what is wanted of each row, and give its features."""
        for number, row in enumerate(rows):
            self._codes.append(row.code)
            self._names.append((row.aliases or [row.name])[0])
            self._heat.append(row.heat or 0)
            names = (row.name, *(row.aliases or ()), *(row.pinyin or ()))
            for name in dict.fromkeys(_bare(plain(name)) for name in names):
                self._exact[name] = (*self._exact.get(name, ()), number)
            said.add(row)
            yield weigh(row, self._lexicon)

    def __len__(self) -> int:
        return len(self._codes)

    def knows(self, word: str) -> bool:
        """Whether a word stands in names of items, so that it should not be taken for something else."""
        return all(self._links.get(word[at : at + 2], 0.0) >= ALIAS for at in range(len(word) - 1))

    def rank(self, query: str, limit: int = 60) -> Ranking:
        """The items that a folded query asks for, best first."""
        query = query[:LONGEST]
        reading = self._lexicon.read(query)
        if not reading.runs:
            return NOTHING
        scores: Scores = {}
        asked = dict.fromkeys(reading.features)
        known = self._known(asked)
        self._raise_exact(scores, self._add(scores, known), _bare(query), reading)
        best, suggestion = max(scores.values(), default=0), None
        understood = self._understands(reading)
        guess = None if understood else self._speller.guess(" ".join(reading.runs))
        if guess:
            heard = self._lexicon.read(guess.text)
            understood = self._understands(heard)
            meant = self._add_guess(scores, guess, heard, known)
            before, best = best, max(scores.values(), default=0)
            if best > before * MUCH_BETTER:
                known = meant
                suggestion = guess.text if self._speller.is_phrase(guess.text, reading.runs) else None
        weak = not understood and best < FLOOR * self._most
        if not known or weak or (len(query) > 1 and max(map(len, known)) == 1):
            return self._nothing(known, suggestion, tuple(reading.runs))
        broad = len(reading.runs) == 1 and len(reading.runs[0]) <= BROAD and not query.isascii()
        codes, shares = self._sorted(scores, ceil(SHARE * best), limit, self._broad_heat if broad else self._heat)
        marks = tuple([feature.removeprefix("=") for feature in known if len(feature) > 1 and feature[0] != "#"])
        return Ranking(codes, shares, suggestion, marks, (), tuple(reading.runs))

    def _known(self, features: Iterable[str]) -> list[str]:
        """The features that items have; a character only where none of its pairs is known, which says all it says."""
        spans = self._postings.spans
        known = [feature for feature in features if feature in spans]
        paired = set("".join([feature for feature in known if len(feature) == 2]))
        return [feature for feature in known if feature not in paired]

    def _add(self, scores: Scores, features: Iterable[str], share: float = 1.0) -> int:
        """Add what features say to the scores; returns the most that one item can have got."""
        spans, ids, weights = self._postings.spans, self._postings.ids, self._postings.weights
        get, most = scores.get, 0
        for feature in features:
            span = spans[feature]
            start = span // ROOM
            end = start + span % ROOM
            points = weights[start:end]
            if share != 1.0:
                points = [round(share * weight) for weight in points]
            most += points[0]
            for number, weight in zip(ids[start:end], points):  # noqa: B905 - strict takes its time
                scores[number] = get(number, 0) + weight
        return most

    def _raise_exact(self, scores: Scores, most: int, bare: str, reading: Reading) -> None:
        """An item whose very name was typed comes first."""
        for number in self._exact.get(bare) or self._exact.get("".join(reading.runs), ()):
            scores[number] = scores.get(number, 0) + most

    def _understands(self, reading: Reading) -> bool:
        """Whether nothing was said but what items or the lexicon speak of."""
        known = self._postings.spans.keys()
        return known >= set(reading.features) or all(map(self._lexicon.terms.get, reading.runs))

    def _add_guess(self, scores: Scores, guess: Guess, reading: Reading, known: list[str]) -> list[str]:
        """Add what was probably meant; returns its known features."""
        meant = self._known(dict.fromkeys(reading.features))
        most = self._add(scores, [feature for feature in meant if feature not in known], GUESSED if known else 1.0)
        self._raise_exact(scores, most, "", reading)
        for word in guess.others:
            self._add_other(scores, self._known(dict.fromkeys(self._lexicon.read(word).features)), most)
        return meant

    def _add_other(self, scores: Scores, features: list[str], most: int) -> None:
        """Add what the letters may stand for as well; a rare word (手扶子) must not outdo the usual one (身份证)."""
        spans, weights = self._postings.spans, self._postings.weights
        heaviest = sum([weights[spans[feature] // ROOM] for feature in features])
        self._add(scores, features, OTHERS * min(1.0, most / (heaviest or 1)))

    def _sorted(
        self, scores: Scores, least: int, limit: int, heat: list[float]
    ) -> tuple[tuple[str, ...], tuple[float, ...]]:
        codes = self._codes
        chosen = [(score * heat[number], -number) for number, score in scores.items() if score >= least]
        found = sorted(chosen, reverse=True)[:limit]
        top = found[0][0] or 1
        return tuple([codes[-number] for _, number in found]), tuple([score / top for score, _ in found])

    def _nothing(self, known: list[str], suggestion: str | None, words: tuple[str, ...]) -> Ranking:
        """No answer; near is what shares a word, since a single character says nothing to a reader."""
        scores: Scores = {}
        self._add(scores, [feature for feature in known if len(feature) > 1])
        best = sorted((-score, number) for number, score in scores.items())[:MOST_NEAR]
        near = dict.fromkeys(self._names[number] for _, number in best)
        return Ranking((), (), suggestion, (), tuple(near), words)


def build_index(rows: Iterable[Searched], words: Words = ()) -> ItemIndex:
    """The index of items, with a portal's own words; what an item leaves empty is simply not found."""
    return ItemIndex(rows, lexicon.load(words))


def _bare(text: str) -> str:
    return "".join(RUN.findall(text))
