"""The end of what is found (尾部噪声): an item that shares only what happened to a thing is about another thing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from govsite.domain.index.lexicon import Analysis, Lexicon
from govsite.domain.index.postings import SPAN_BASE, Postings

Found = tuple[tuple[str, ...], tuple[float, ...]]  # codes, shares


def cut(
    found: Found, asked: Analysis, held: Collection[str], lexicon: Lexicon, index: Postings, at: Mapping[str, int]
) -> Found:
    """What is found without the items that have none of the things that the first one was asked for, of ``held``:
    身份证丢了 is about no number plate.
    """
    beside = _of_acts(asked, lexicon)
    things = [one for one in held if len(one) > 1 and one not in beside and one not in lexicon.circumstances]
    if not beside or not any(one[0] == "#" for one in things):
        return found
    numbers: set[int] = set()
    for one in things:
        start, count = divmod(index.spans[one], SPAN_BASE)
        numbers.update(index.ids[start : start + count])
    kept = [each for each in zip(*found, strict=True) if at[each[0]] in numbers]
    codes, shares = zip(*kept, strict=True)
    return codes, shares


def _of_acts(asked: Analysis, lexicon: Lexicon) -> set[str]:
    """The features of what happened: its concepts, its pairs, and those on its borders."""
    found: set[str] = set()
    for start, end, concepts in asked.words:
        if lexicon.acts.intersection(concepts):
            found.update(concepts)
            found.update(asked.kept[place : place + 2] for place in range(max(0, start - 1), end))
    return found
