"""The search index of the basic catalogue: a query is scored against all items in some tens of microseconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

from govsite.domain.index import lexicon, pinyin, tail
from govsite.domain.index.bigrams import ALIAS_STRENGTH, Corpus, bigrams_and_trigrams, word_weights
from govsite.domain.index.english import EnglishNames
from govsite.domain.index.lexicon import RUN, Analysis, Lexicon
from govsite.domain.index.postings import SPAN_BASE, Postings, frequencies
from govsite.domain.index.source import IndexedItem
from govsite.domain.index.spelling import SHORTEST_SUGGESTED, Guess, SpellingCorrector
from govsite.domain.index.vocabulary import Vocabulary
from govsite.domain.index.weighing import HALF, Weights, leading_pairs, share_understood, weigh
from govsite.folding import fold
from govsite.sites.words import Words

LONGEST_SEARCH = 500  # characters of a query that are looked at
LEAST_SHARE = 0.4  # results below this share of the best score are left out
HEAT_BONUS = 0.05  # what the most asked-for item gains over one that nobody asks for
LONGEST_BROAD_WORD, BROAD_HEAT_BONUS = 4, 0.3  # the same for a word of so few characters (驾照): it names many errands
GUESS_WEIGHT = 0.7  # of what a query probably meant, beside what it says
OTHER_WORDS_WEIGHT = 0.5  # of other words with the same initials
BETTER_GUESS = 1.45  # a guess that scores so many times more is taken for what was meant
SCORE_FLOOR = 0.4  # of the most that one feature can score: with less an item shares some common word, no more
MOST_RELATED = 6
LEAST_ENGLISH, ENGLISH_TAIL = 0.3, 0.6  # of a query in English that the first item has; of its score for the others
ENOUGH = 0.9  # of a query that an item has as it was typed: what else may have been meant is not looked at
NO_SHARES: Mapping[str, float] = MappingProxyType({})

Scores = dict[int, int]  # of items by their number; most queries touch a third of them


class Ranking(NamedTuple):
    """Items best first, each with its ``shares`` of the best score; ``suggestion`` is a better way to ask.

    ``marks`` are the pieces of the query that were understood, for highlighting; ``words`` is the query without
    stop words; ``related`` are everyday names of items that share a word, when nothing was found; ``read_as`` are words
    that a few letters were read as, where nothing is suggested: a reader must see why something was found.
    ``understood`` is the share of the query that the first item has, from 0 to 1, ``held`` are the features of it that
    it has. ``english`` says that the items were found by their English names.
    """

    codes: tuple[str, ...]
    shares: tuple[float, ...] = ()
    suggestion: str | None = None
    marks: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    read_as: tuple[str, ...] = ()
    understood: float = 1.0
    held: frozenset[str] = frozenset()
    english: bool = False


NO_RANKING = Ranking(())


class ItemIndex:
    """Postings of all items, and what a misspelt query may have meant."""

    def __init__(self, items: Iterable[IndexedItem], words: Lexicon) -> None:
        """The items are read once, one by one: none is kept."""
        self._lexicon = words
        self._codes: list[str] = []
        self._names: list[str] = []
        self._heat: list[float] = []
        self._exact: dict[str, tuple[int, ...]] = {}
        self._english = EnglishNames()
        corpus = Corpus()
        self._postings = Postings(self._read(items, corpus))
        self._number = {code: number for number, code in enumerate(self._codes)}
        self._most = max(self._postings.weights, default=0)
        most = max(self._heat, default=0) or 1
        self._broad_heat = [1 + BROAD_HEAT_BONUS * heat / most for heat in self._heat]
        self._heat = [1 + HEAT_BONUS * heat / most for heat in self._heat]
        bigrams, trigrams = bigrams_and_trigrams(corpus, words, self._postings.spans)
        self._bigrams = bigrams
        weights = word_weights(corpus, words, bigrams, self._postings.items_with)
        self._vocabulary = Vocabulary(words.terms, words.written, corpus.names_of_items())
        self._corrector = SpellingCorrector(bigrams, trigrams, weights, pinyin.load())

    def _read(self, items: Iterable[IndexedItem], corpus: Corpus) -> Iterator[dict[str, float]]:
        """Keep what is needed of each item, and give the frequencies of its features."""
        for number, item in enumerate(items):
            self._codes.append(item.code)
            self._names.append((item.aliases or [item.name])[0])
            self._heat.append(item.heat or 0)
            names = (item.name, *(item.aliases or ()), *(item.pinyin or ()))
            for name in dict.fromkeys(_bare(fold(name)) for name in names):
                self._exact[name] = (*self._exact.get(name, ()), number)
            self._english.add(item.name_en)
            corpus.add(item)
            yield frequencies(item, self._lexicon)

    def __len__(self) -> int:
        return len(self._codes)

    def knows(self, word: str) -> bool:
        """Whether a word stands in names of items, so that it should not be taken for something else."""
        return all(self._bigrams.get(word[at : at + 2], 0.0) >= ALIAS_STRENGTH for at in range(len(word) - 1))

    def is_name(self, word: str) -> bool:
        """Whether an item is called so, officially or every day."""
        return word in self._exact

    def spells_word(self, letters: str) -> bool:
        """Whether pinyin stands for a word of the catalogue or the thesaurus (yichang: 异常)."""
        guess = self._corrector.guess(letters)
        return guess is not None and guess.whole and guess.text in self._vocabulary

    def holding(self, query: str) -> frozenset[str]:
        """The codes of the items that have a word or a pair of characters of a folded query, as it was typed."""
        spans, ids, held = self._postings.spans, self._postings.ids, set[int]()
        for feature in self._lexicon.analyse(query[:LONGEST_SEARCH]).features:
            if len(feature) > 1 and feature in spans:
                start, count = divmod(spans[feature], SPAN_BASE)
                held.update(ids[start : start + count])
        return frozenset([self._codes[number] for number in held])

    def rank(self, query: str, limit: int = 60) -> Ranking:
        """The items that a folded query asks for, best first."""
        query = query[:LONGEST_SEARCH]
        spelt = self._corrector.is_pinyin, self.spells_word
        english = self._english.words_of(query, *spelt) if query.isascii() else None
        if english is not None:
            return self._rank_english(english, limit)
        asked = self._lexicon.analyse(query)
        if not asked.runs:
            return NO_RANKING
        scores: Scores = {}
        known = self._known(dict.fromkeys(asked.features))
        most = self._add_weighed(scores, known, weigh(asked, self._lexicon))
        if more := leading_pairs(asked, self._lexicon, self._postings.spans):
            most += self._add(scores, [pair for pair in more if pair not in known], HALF)
        self._boost_exact(scores, most, _bare(query), asked)
        best, suggestion = max(scores.values(), default=0), None
        read_as: tuple[str, ...] = ()
        understood, meanings = self._understands(asked), [(asked, known)]
        guess = None if understood else self._corrector.guess(" ".join(asked.runs))
        if guess:
            guessed = self._lexicon.analyse(guess.text)
            understood = self._understands(guessed)
            meant = self._add_guess(scores, guess, guessed, known)
            meanings.append((guessed, meant))
            before, best = best, max(scores.values(), default=0)
            read_as = guess.read_as(asked.runs)
            if best > before * BETTER_GUESS:
                known = meant
                suggestion = self._suggestion(guess, asked.runs)
        weak = not understood and best < SCORE_FLOOR * self._most
        if not known or weak or (len(query) > 1 and max(map(len, known)) == 1):
            return self._nothing(known, suggestion, tuple(asked.runs))
        broad = len(asked.runs) == 1 and len(asked.runs[0]) <= LONGEST_BROAD_WORD and not query.isascii()
        codes, shares = self._sorted(scores, ceil(LEAST_SHARE * best), limit, self._broad_heat if broad else self._heat)
        marks = tuple([feature.removeprefix("=") for feature in known if len(feature) > 1 and feature[0] != "#"])
        share, held = self._share_understood(self._number[codes[0]], meanings)
        if share >= ENOUGH and not guess:
            codes, shares = tail.cut((codes, shares), asked, held, self._lexicon, self._postings, self._number)
        return Ranking(codes, shares, suggestion, marks, (), tuple(asked.runs), read_as, share, held)

    def _rank_english(self, words: list[str], limit: int) -> Ranking:
        found = self._english.rank(words)[:limit]
        if not found or found[0].share < LEAST_ENGLISH:
            return Ranking((), words=tuple(words), english=True)
        top = found[0].score
        kept = [each for each in found if each.score >= ENGLISH_TAIL * top]
        codes = tuple([self._codes[each.number] for each in kept])
        shares = tuple([each.score / top for each in kept])
        return Ranking(codes, shares, words=tuple(words), understood=found[0].share, english=True)

    def _known(self, features: Iterable[str]) -> list[str]:
        """The features that items have; a character only where no known bigram holds it, which says all it says."""
        spans = self._postings.spans
        known = [feature for feature in features if feature in spans]
        paired = set("".join([feature for feature in known if len(feature) == 2]))
        return [feature for feature in known if feature not in paired]

    def _add_weighed(self, scores: Scores, features: list[str], weights: Weights) -> int:
        """Add a query's features; returns the most that one item can have got.

        Circumstances add at most as much as the wish has found, and nothing where it has found nothing.
        """
        if not weights.circumstances:
            return self._add(scores, features, 1.0, weights.shares)
        around = [feature for feature in features if feature in weights.circumstances]
        wish = [feature for feature in features if feature not in weights.circumstances]
        if not around or max(map(len, wish), default=0) == 1:
            return self._add(scores, features, 1.0, weights.shares)
        beside: Scores = {}
        most = self._add(scores, wish, 1.0, weights.shares) + self._add(beside, around)
        for number, score in beside.items():
            if number in scores:
                scores[number] += min(score, scores[number])
        return most

    def _add(
        self, scores: Scores, features: Iterable[str], share: float = 1.0, lighter: Mapping[str, float] = NO_SHARES
    ) -> int:
        """Add the weights of features to the scores; returns the most that one item can have got."""
        spans, ids, weights = self._postings.spans, self._postings.ids, self._postings.weights
        get, most = scores.get, 0
        for feature in features:
            span = spans[feature]
            start = span // SPAN_BASE
            end = start + span % SPAN_BASE
            points = weights[start:end]
            part = share * lighter[feature] if feature in lighter else share
            if part != 1.0:
                parts = round(part * 1024)  # whole numbers are three times as fast as rounding
                points = [weight * parts + 512 >> 10 for weight in points]
            most += points[0]
            for number, weight in zip(ids[start:end], points):  # noqa: B905 - strict takes its time
                scores[number] = get(number, 0) + weight
        return most

    def _boost_exact(self, scores: Scores, most: int, bare: str, asked: Analysis) -> None:
        """An item whose very name was typed comes first."""
        for number in self._exact.get(bare) or self._exact.get("".join(asked.runs), ()):
            scores[number] = scores.get(number, 0) + most

    def _suggestion(self, guess: Guess, typed: list[str]) -> str | None:
        """What was probably meant, where it can be said; two letters may mean anything."""
        letters = all(run.isascii() for run in typed)
        too_short = letters and sum(map(len, typed)) < SHORTEST_SUGGESTED
        if too_short or not guess.whole or (" " in guess.text and not letters):
            return None
        return self._vocabulary.written(guess.text, typed)

    def _understands(self, asked: Analysis) -> bool:
        """Whether items or the lexicon know all that was said."""
        known = self._postings.spans.keys()
        return known >= set(asked.features) or all(map(self._lexicon.terms.get, asked.runs))

    def _share_understood(
        self, number: int, meanings: list[tuple[Analysis, list[str]]]
    ) -> tuple[float, frozenset[str]]:
        """How much an item has of the query, or of what was probably meant, and what it has."""
        spans, ids = self._postings.spans, self._postings.ids
        best, of_best = 0.0, frozenset[str]()
        for asked, features in meanings:
            held = set()
            for feature in features:
                start, count = divmod(spans[feature], SPAN_BASE)
                if number in ids[start : start + count]:
                    held.add(feature)
            share = share_understood(asked, held, self._lexicon.circumstances)
            if share > best:
                best, of_best = share, frozenset(held)
            if best > ENOUGH:
                break
        return best, of_best

    def _add_guess(self, scores: Scores, guess: Guess, guessed: Analysis, known: list[str]) -> list[str]:
        """Add what was probably meant; returns its known features."""
        meant = self._known(dict.fromkeys(guessed.features))
        most = self._add(scores, [feature for feature in meant if feature not in known], GUESS_WEIGHT if known else 1.0)
        self._boost_exact(scores, most, "", guessed)
        for word in guess.others:
            self._add_other(scores, self._known(dict.fromkeys(self._lexicon.analyse(word).features)), most)
        return meant

    def _add_other(self, scores: Scores, features: list[str], most: int) -> None:
        """Add another word with the same initials; a rare one (手扶子) must not outdo the usual one (身份证)."""
        spans, weights = self._postings.spans, self._postings.weights
        heaviest = sum([weights[spans[feature] // SPAN_BASE] for feature in features])
        self._add(scores, features, OTHER_WORDS_WEIGHT * min(1.0, most / (heaviest or 1)))

    def _sorted(
        self, scores: Scores, least: int, limit: int, heat: list[float]
    ) -> tuple[tuple[str, ...], tuple[float, ...]]:
        codes = self._codes
        chosen = [(score * heat[number], -number) for number, score in scores.items() if score >= least]
        found = sorted(chosen, reverse=True)[:limit]
        top = found[0][0] or 1
        return tuple([codes[-number] for _, number in found]), tuple([score / top for score, _ in found])

    def _nothing(self, known: list[str], suggestion: str | None, words: tuple[str, ...]) -> Ranking:
        """No answer, with the names of items that share a word; a shared character tells a reader nothing."""
        scores: Scores = {}
        self._add(scores, [feature for feature in known if len(feature) > 1])
        best = sorted((-score, number) for number, score in scores.items())[:MOST_RELATED]
        related = dict.fromkeys(self._names[number] for _, number in best)
        return Ranking((), (), suggestion, (), tuple(related), words)


def build_index(items: Iterable[IndexedItem], words: Words = ()) -> ItemIndex:
    """The index of items, with a portal's own words; what an item leaves empty is simply not found."""
    return ItemIndex(items, lexicon.load(words))


def _bare(text: str) -> str:
    return "".join(RUN.findall(text))
