"""Searches without an answer (搜不到的词): counted by word, day and site, and shown where several asked.

It is the one thing that a GET counts. A search notes its word in the worker's memory and is done; what was noted is
written later, all at once. Nothing is known of who asked, and what may be a number of somebody's is not noted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from threading import Lock
from typing import NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from govsite.database.upsert import insert_into
from govsite.domain.common.days import today
from govsite.models.base import table_of
from govsite.models.unanswered import LONGEST_WORD, Unanswered

SHOWN_DAYS, KEPT_DAYS = 30, 90
LEAST = 3  # times that a word was searched before anybody is shown it
MOST_NOTED = 500  # words between two writings; of more the later ones are passed over
MOST_A_DAY = 20_000  # words of all sites on a day: made-up ones must not fill the disk
MOST_SHOWN, MOST_COMPARED = 20, 200
SHARE_OF_WHOLE = 0.5  # what is only the beginning of a word that was searched half as often was still being typed
MOST_DIGITS, MOST_NUMERALS = 4, 6  # more are somebody's number, in figures or in characters
_FIGURES, _NUMERALS = frozenset("0123456789"), frozenset("〇零一二三四五六七八九幺")
_SOMEBODYS = re.compile(
    r"@|https?:|www\.|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·•]?[a-z0-9]{5,6}"
)
Key = tuple[date, str, str]  # day, site, word
TABLE = table_of(Unanswered)


class Asked(NamedTuple):
    """A word and how often it was searched in the last SHOWN_DAYS days."""

    word: str
    number: int


class Noted:
    """What was searched in this worker since it was last written; any thread may note."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[Key] = Counter()

    def note(self, site_code: str, query: str) -> bool:
        """Count a folded query; whether it is one that is counted."""
        word = word_of(query)
        if not word:
            return False
        key = (today(), site_code, word)
        with self._lock:
            if key not in self._counts and len(self._counts) >= MOST_NOTED:
                return False
            self._counts[key] += 1
        return True

    def take(self) -> Mapping[Key, int]:
        """What was noted, which begins anew."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        return counts

    def give_back(self, counts: Mapping[Key, int]) -> None:
        """What was taken and could not be written, as far as there is room."""
        with self._lock:
            for key, number in counts.items():
                if key in self._counts or len(self._counts) < MOST_NOTED:
                    self._counts[key] += number


def word_of(query: str) -> str:
    """The form in which a query is counted; "" for one that is not: too long, or perhaps a number of somebody's."""
    word = " ".join(query.split())
    figures, numerals = (sum(char in chars for char in word) for chars in (_FIGURES, _NUMERALS))
    if figures > MOST_DIGITS or figures + numerals > MOST_NUMERALS or _SOMEBODYS.search(word):
        return ""
    return word if 2 <= len(word) <= LONGEST_WORD and any(map(str.isalpha, word)) else ""


def add_up(session: Session, counts: Mapping[Key, int]) -> None:
    """Count what was noted, in one order so that no writer waits for another's row. Part of the caller's writing.

    On a day that has MOST_A_DAY words only those that it has are counted.
    """
    names = ("day", "site_code", "word")
    rows = [{**dict(zip(names, key, strict=True)), "number": counts[key]} for key in sorted(counts)]
    if not rows:
        return
    if _number_on(session, max(counts)[0]) < MOST_A_DAY:
        insert = insert_into(session, Unanswered)
        more = {"number": TABLE.c.number + insert.excluded.number}
        session.connection().execute(insert.on_conflict_do_update(index_elements=names, set_=more), rows)
        return
    for row in rows:
        mine = [TABLE.c[name] == row[name] for name in names]
        session.execute(update(TABLE).where(*mine).values(number=TABLE.c.number + row["number"]))


def most_asked(session: Session, site_code: str, day: date) -> list[Asked]:
    """The words that were searched most at a site until a day, without what was still being typed."""
    return _words(session, [site_code], day).get(site_code, [])[:MOST_SHOWN]


def numbers_of(session: Session, codes: Collection[str], day: date) -> Mapping[str, int]:
    """How many such words each of some sites has: one query."""
    return {code: len(found) for code, found in _words(session, codes, day).items()}


def forget_old(session: Session) -> None:
    """Delete what is no longer shown to anybody."""
    session.execute(delete(Unanswered).where(Unanswered.day < today() - timedelta(KEPT_DAYS)))


def _words(session: Session, codes: Collection[str], day: date) -> Mapping[str, list[Asked]]:
    """The words of some sites that were searched often, the most frequent first."""
    total = func.sum(Unanswered.number)
    rows = session.execute(
        select(Unanswered.site_code, Unanswered.word, total)
        .where(Unanswered.site_code.in_(sorted(codes)), Unanswered.day > day - timedelta(SHOWN_DAYS))
        .group_by(Unanswered.site_code, Unanswered.word)
        .having(total >= LEAST)
        .order_by(total.desc(), Unanswered.word)
    )
    found: dict[str, list[Asked]] = {}
    for code, word, number in rows:
        mine = found.setdefault(code, [])
        if len(mine) < MOST_COMPARED:
            mine.append(Asked(word, int(number)))
    return {code: [one for one in mine if not _is_being_typed(one, mine)] for code, mine in found.items()}


def _number_on(session: Session, day: date) -> int:
    return int(session.scalar(select(func.count()).where(Unanswered.day == day)) or 0)


def _is_being_typed(one: Asked, others: Iterable[Asked]) -> bool:
    longer = (other for other in others if other.word != one.word and other.word.startswith(one.word))
    return any(other.number >= one.number * SHARE_OF_WHOLE for other in longer)
