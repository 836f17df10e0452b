"""What each feature of a query is worth beside the others, and how much of a query an item has understood."""

from __future__ import annotations

import re
from collections.abc import Container
from operator import add
from typing import NamedTuple

from govsite.domain.index.lexicon import RUN, Analysis, Lexicon, Word

HALF = 0.5  # of a pair that is no word of its own: where two words meet, or inside a longer one of another meaning
SHORTEST_COMPOUND = 3
CHARACTER_SHARE = 0.4  # of a character that an item has, but in no pair and no word
ENOUGH_CHARACTERS = 8  # of a long sentence: who tells a story is understood where so much of it is
# Characters that join words and say nothing of a wish where they stand alone.
JOINING = frozenset("想要个不能去在几上里是来还把跟到说这那有就也都被从着给得会又和与为对等下好没一过向往谁哪")
LATIN_CHARACTERS = 2  # that a Latin word or a number counts for
_CONDITION = re.compile("了?[之以]?后(?!事)|了?的?时|用的?$")  # 离婚后 says when, 买房用 what for


class Weights(NamedTuple):
    """Features that count less than in full, and those of circumstances."""

    shares: dict[str, float]
    circumstances: frozenset[str]


NO_WEIGHTS = Weights({}, frozenset())


def weigh(asked: Analysis, lexicon: Lexicon) -> Weights:
    """The weights of a query's features.

    A pair of characters on the border of two words counts half, and so does a word inside a longer one that means
    something else: 违章建筑 is not 违章. Circumstances are the concepts of who, where and how, and what stands before
    后 or 时.
    """
    words, kept = asked.words, asked.kept
    if not words:
        return NO_WEIGHTS
    shares: dict[str, float] = {}
    around: set[str] = set()
    wanted: set[str] = set()
    conditional = "后" in kept or "时" in kept or kept.endswith(("用", "用的"))
    for word, after in zip(words, (*words[1:], None), strict=True):  # each begins and ends later than the one before
        start, end, concepts = word
        if after and after.start == end:
            shares[kept[end - 1 : end + 1]] = HALF
        if end - start >= SHORTEST_COMPOUND:
            for pair in _pairs(kept, word):
                if _differs(lexicon.terms.get(pair), concepts):
                    shares[pair] = HALF
        if conditional and _CONDITION.match(kept, end):
            around.update(concepts, _pairs(kept, word))
        elif lexicon.circumstances.issuperset(concepts):
            around.update(concepts)
        else:
            wanted.update(concepts)
    return Weights(shares, frozenset(around - wanted))


def _differs(inner: tuple[str, ...] | None, concepts: tuple[str, ...]) -> bool:
    """Whether a word inside a longer one has a meaning, and shares none with it."""
    return bool(inner) and not any(concept in concepts for concept in inner or ())


def leading_pairs(asked: Analysis, lexicon: Lexicon, known: Container[str]) -> list[str]:
    """The pairs of the leading words of what is written as no item writes it (身分证: 身份证)."""
    found: list[str] = []
    kept = asked.kept
    for word in asked.words:
        start, end, concepts = word
        if len(concepts) != 1 or end - start == 1 or kept[start : start + 2] in known:
            continue
        if not any(pair in known for pair in _pairs(kept, word)):
            first = lexicon.leading.get(concepts[0], "")
            found += map(add, first, first[1:])
    return [pair for pair in found if pair in known]


def share_understood(asked: Analysis, held: Container[str], circumstances: frozenset[str]) -> float:
    """How much of a query, from 0 to 1, stands in the features that an item has, counted in characters.

    What an item need not know is not counted: ``circumstances``, and characters that join words.
    """
    kept = asked.kept
    known = [CHARACTER_SHARE if char in held and char not in JOINING else 0.0 for char in kept]
    for at, pair in enumerate(map(add, kept, kept[1:])):
        if pair in held:
            known[at] = known[at + 1] = 1.0
    beside: set[int] = set()
    for start, end, concepts in asked.words:
        if any(concept in held for concept in concepts):
            known[start:end] = [1.0] * (end - start)
        elif circumstances.issuperset(concepts):
            beside.update(range(start, end))
    if min(known, default=0.0) == 1:
        return 1.0
    whole = got = 0.0
    for found in RUN.finditer(kept):
        run = found[0]
        if run.isascii():
            whole += LATIN_CHARACTERS
            got += LATIN_CHARACTERS * (f"={run}" in held)
            continue
        for at in range(*found.span()):
            share = known[at]
            got += share
            whole += share == 1 or kept[at] not in JOINING and at not in beside
    return min(1.0, got / min(whole, ENOUGH_CHARACTERS)) if whole else 0.0


def _pairs(text: str, word: Word) -> list[str]:
    return [text[at : at + 2] for at in range(word.start, word.end - 1)]
