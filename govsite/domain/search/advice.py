"""What the search says by itself: what is not handled here (不办), what is too vague (先问), and who is complained to.

The package knows what holds in the whole country (``advice.txt``); a portal's words.txt adds lines and outdoes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from govsite.domain.common.per_object import per_object
from govsite.domain.common.word_lists import word_list
from govsite.domain.index import lexicon
from govsite.domain.search.longest_match import LongestMatch
from govsite.folding import fold
from govsite.sites.tree import SiteTree
from govsite.sites.words import AskFirst, NotHere, WordsFile, read_words

FILE = "advice.txt"


class _Lines(NamedTuple):
    not_here: dict[str, NotHere]
    scanner: LongestMatch
    ask_first: dict[str, AskFirst]


def not_handled(tree: SiteTree, query: str, is_item: Callable[[str], bool]) -> NotHere | None:
    """What a folded query names that is not handled here, unless an item is called so or speaks of it (``is_item``)."""
    lines = _lines(tree)
    found = (word for word in lines.scanner.split(query)[0] if not _is_cut(query, word) and not is_item(word))
    longest = max(found, key=len, default="")
    return lines.not_here[longest] if longest else None


def situations(tree: SiteTree, words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The situations that a query may mean which says nothing but a vague word; its words are without stop words."""
    line = _lines(tree).ask_first.get("".join(words))
    return line.situations if line else ()


def complains(query: str) -> bool:
    """Whether a folded query is a complaint (投诉、举报、诉苦)."""
    return _complaints().within(query)


@per_object
def _lines(tree: SiteTree) -> _Lines:
    files = (_package(), WordsFile((), tree.not_here, tree.ask_first))
    not_here = {fold(word): line for file in files for line in file.not_here for word in line.words}
    analyse = lexicon.load().analyse
    ask_first = {
        "".join(analyse(fold(word)).runs): line for file in files for line in file.ask_first for word in line.words
    }
    return _Lines(not_here, LongestMatch(not_here), ask_first)


@cache
def _package() -> WordsFile:
    return read_words(Path(__file__).with_name(FILE).read_bytes(), FILE)


@cache
def _complaints() -> LongestMatch:
    return LongestMatch(word for words in word_list(__file__, "complaints.txt") for word in words)


def _is_cut(query: str, word: str) -> bool:
    """Whether a Latin word (etc) is only a part of one in the query."""
    at = query.find(word)
    around = query[max(0, at - 1) : at] + query[at + len(word) : at + len(word) + 1]
    return word[0].isascii() and any(char.isascii() and char.isalnum() for char in around)
