"""What was answered before (相关问答): the newest published letters in memory, found by pairs of characters.

A search and a page where somebody writes ask for them, so it costs no query: each worker reads them once for a number
of the topic, in a thread of its own, and the last ones stand in meanwhile.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from govsite.domain.common.folding import fold
from govsite.domain.common.word_pairs import word_pairs, words_in
from govsite.domain.letters.published import TEXTS, Published, published_of, select_published
from govsite.sites.site import Site
from govsite.typed import Typed

MOST_ANSWERS = 5_000  # letters in memory: some 20 MB; older ones are in the lists
MOST_POSTINGS = 500  # letters kept for a pair, the newest ones: a more common pair tells little
MOST_PAIRS = 40  # of a text that are looked at, the rarest ones
BODY_WEIGHT = 0.5  # of a pair that does not stand in the title
LEAST_SHARE = 0.5  # of what the words of a search can score
LEAST_SIMILAR = 0.3  # of what the rarest pairs of a whole letter can score
NEAR_BONUS = 1.15  # for a letter of this site, of one above it or below it
LONGEST_TEXT = 400  # characters of a letter that similar ones are looked for by

Suits = Callable[[Published], bool]


class Answers:
    """The newest published letters of a portal, as they stood at a number of their topic."""

    def __init__(self, session: Session, number: int) -> None:
        self.number = number
        self.letters: list[Published] = []
        self._places: dict[str, list[int]] = {}  # of the letters of each site
        self._titles: list[str] = []
        self._postings: dict[str, array[int]] = {}
        self._often: dict[str, int] = {}
        rows = session.execute(select_published(*TEXTS).limit(MOST_ANSWERS).execution_options(yield_per=500))
        for place, row in enumerate(rows):
            self.letters.append(published_of(row))
            self._places.setdefault(row.site_code, []).append(place)
            title = fold(row.public_title or "")
            self._titles.append(title)
            self._add(place, f"{title} {fold(row.public_body or '')} {fold(row.public_reply or '')}")

    def of(self, codes: Collection[str] | None) -> list[Published]:
        """Those of some sites (None: all), newest first."""
        if codes is None:
            return self.letters
        places = sorted([place for code in codes for place in self._places.get(code, ())])
        return [self.letters[place] for place in places]

    def departments(self, codes: Collection[str] | None) -> list[str]:
        """The departments that answered letters of some sites, those with most letters first."""
        return [key for key, _ in Counter(each.department for each in self.of(codes)).most_common() if key]

    def search(self, words: Iterable[str], site: Site, limit: int, suits: Suits | None = None) -> list[Published]:
        """Those that hold most of the pairs of folded words; best first, then newest. Near ones count more."""
        return self._best(word_pairs(words), LEAST_SHARE, site, limit, suits)

    def similar(self, site: Site, text: str, limit: int) -> list[Published]:
        """Those that are about what a letter asks: its title, and its text where there is any."""
        return self._best(word_pairs(words_in(fold(Typed(text[:LONGEST_TEXT])))), LEAST_SIMILAR, site, limit)

    def _add(self, place: int, text: str) -> None:
        for pair in word_pairs(words_in(text)):
            often = self._often[pair] = self._often.get(pair, 0) + 1
            if often == 1:
                self._postings[pair] = array("H")
            if often <= MOST_POSTINGS:
                self._postings[pair].append(place)

    def _best(
        self, pairs: Sequence[str], least: float, site: Site, limit: int, suits: Suits | None = None
    ) -> list[Published]:
        weights = self._weights(pairs)
        most = sum(weights.values())
        scores: dict[int, float] = {}
        for pair, weight in weights.items():
            for place in self._postings.get(pair, ()):
                share = 1.0 if pair in self._titles[place] else BODY_WEIGHT
                scores[place] = scores.get(place, 0.0) + share * weight
        near = {each.code for each in (*site.path, *site.below)}
        found = []
        for place, score in scores.items():
            letter = self.letters[place]
            if score >= least * most and (suits is None or suits(letter)):
                found.append((-score * (NEAR_BONUS if letter.site_code in near else 1.0), place))
        return [self.letters[place] for _, place in sorted(found)[:limit]]

    def _weights(self, pairs: Sequence[str]) -> Mapping[str, float]:
        """The rarest pairs, each with its inverse document frequency; one that no letter has weighs most."""
        rarest = sorted(pairs, key=lambda pair: self._often.get(pair, 0))[:MOST_PAIRS]
        count = len(self.letters)
        return {pair: math.log(1 + (count + 1) / (self._often.get(pair, 0) + 0.5)) for pair in rarest}
