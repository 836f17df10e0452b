"""What was answered before (相关问答): the newest published letters in memory, found by pairs of characters.

A search and a page where somebody writes ask for them, which costs them no query: ``memory`` says when they are read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.domain.common.word_pairs import word_pairs, words_in
from govsite.domain.letters.pair_index import PairIndex
from govsite.domain.letters.published import TEXTS, Published, published_of, select_published
from govsite.folding import fold
from govsite.models.letter import Letter
from govsite.models.ticket import Ticket
from govsite.sites.site import Site
from govsite.typed import Typed

MOST_ANSWERS = 3_000  # letters in memory: some 8 MB; older ones are in the lists
CHUNK = 500  # letters whose texts are read at a time
LEAST_SHARE = 0.5  # of what the words of a search can score
LEAST_SIMILAR = 1.5  # rare pairs that a letter shares with what somebody writes, most of which is no matter of ours
NEAR_BONUS = 1.15  # for a letter of this site, of one above it or below it
LONGEST_TEXT = 400  # characters of a letter that similar ones are looked for by
# What makes a question of anything, and tells nothing of what it is about.
_ASKING = re.compile(
    "请问|想问|问一下|咨询|怎么[办样]?|什么|(能|可|要|是|有|会)(不|没)(能|可以|要|是|有|会)|可以|需要|办理"
)

Suits = Callable[[Published], bool]


class _Version(NamedTuple):
    """A letter as it stood: whatever becomes of it moves its revision."""

    ticket_id: int
    revision: int


class Answers:
    """The newest published letters of a portal, as they stood at a number of their topic.

    ``index`` holds their texts, and maybe those of letters that are gone; ``places`` says where the present ones are.
    """

    index: PairIndex
    places: dict[_Version, int]

    def __init__(self, session: Session, number: int, last: Answers | None = None) -> None:
        """Of what ``last`` has read, only what has changed since is read again."""
        self.number = number
        grown = last is None or len(last.index) > 2 * MOST_ANSWERS
        self.index = PairIndex() if last is None or grown else last.index
        known: dict[_Version, int] = {} if last is None or grown else last.places
        rows = session.execute(select_published(Letter.ticket_id, Ticket.revision).limit(MOST_ANSWERS)).all()
        versions = [_Version(row.ticket_id, row.revision) for row in rows]
        new = _read_texts(session, [version.ticket_id for version in versions if version not in known])
        self.places = {}
        for version in reversed(versions):  # the index looks at those first that were added last
            place = known.get(version)
            self.places[version] = self.index.add(*new[version.ticket_id]) if place is None else place
        # By their places, newest first.
        self._letters = {self.places[version]: published_of(row) for version, row in zip(versions, rows, strict=True)}
        self._by_site: dict[str, list[Published]] = {}
        for letter in self._letters.values():
            self._by_site.setdefault(letter.site_code, []).append(letter)
        self._departments = {code: Counter(each.department for each in own) for code, own in self._by_site.items()}

    def of(self, codes: Collection[str] | None) -> list[Published]:
        """Those of some sites (None: all), newest first."""
        if codes is None:
            return list(self._letters.values())
        found = [letter for code in codes for letter in self._by_site.get(code, ())]
        return sorted(found, key=lambda letter: letter.published, reverse=True)

    @property
    def searched_newest(self) -> int:
        """How many letters are searched where older ones are not; 0 where there are no older ones."""
        return MOST_ANSWERS if len(self._letters) >= MOST_ANSWERS else 0

    def departments(self, codes: Collection[str] | None) -> list[str]:
        """The departments that answered letters of some sites (None: all), those with most letters first."""
        found: Counter[str] = Counter()
        for code in self._departments if codes is None else codes:
            found.update(self._departments.get(code, ()))
        return [key for key, _ in found.most_common() if key]

    def search(self, words: Iterable[str], site: Site, limit: int, suits: Suits | None = None) -> list[Published]:
        """Those that hold most of the pairs of folded words; best first. Near ones count more."""
        weights = self.index.weights(word_pairs(words))
        return self._best(weights, LEAST_SHARE * sum(weights.values()), site, limit, suits)

    def similar(self, site: Site, text: str, limit: int) -> list[Published]:
        """Those that are about what somebody is writing: a title, with the text behind it where there is any."""
        words = words_in(_ASKING.sub(" ", fold(Typed(text[:LONGEST_TEXT]))))
        weights = self.index.weights(filter(self.index.knows, word_pairs(words)))
        return self._best(weights, LEAST_SIMILAR * self.index.rarest, site, limit)

    def _best(
        self, weights: dict[str, float], least: float, site: Site, limit: int, suits: Suits | None = None
    ) -> list[Published]:
        """The letters that score ``least`` and more, before what being near adds."""
        near = {each.code for each in (*site.path, *site.below)}
        found = []
        for place, score in self.index.scores(weights).items():
            letter = self._letters.get(place) if score >= least else None
            if letter is not None and (suits is None or suits(letter)):
                found.append((score * (NEAR_BONUS if letter.site_code in near else 1.0), letter))
        found.sort(key=lambda each: (each[0], each[1].published), reverse=True)
        return [letter for _, letter in found[:limit]]


def _read_texts(session: Session, ids: list[int]) -> dict[int, tuple[str, str]]:
    """The folded titles of letters, and their texts."""
    found = {}
    for start in range(0, len(ids), CHUNK):
        some = select(Letter.ticket_id, Letter.public_title, *TEXTS)
        some = some.where(Letter.ticket_id.in_(ids[start : start + CHUNK]))
        for number, title, body, reply in session.execute(some):
            found[number] = fold(title or Typed()), fold((body or Typed()) + "\n" + (reply or ""))
    return found
