"""The words that can be suggested to somebody: those of the thesaurus, and the names of items, as they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from govsite.folding import fold

SHORTEST_WORD = 2
LEAST_BESIDE = 2  # names that have two characters between words of the thesaurus, for these to be a word too: 处置
VERBS = frozenset("办补换改查交领开考买卖租建报退")  # may stand before a word: 办护照

_Path = tuple[int, str]  # the number of pieces, and the text as it is written


class Vocabulary:
    """Words by their folded form: ``terms`` of the thesaurus, ``names``; ``written`` are those that look otherwise."""

    def __init__(self, terms: Mapping[str, object], written: Mapping[str, str], names: Iterable[str]) -> None:
        self._terms = terms
        self._written = dict(written)
        self._names: set[str] = set()
        lengths, beside = _lengths(terms), Counter[str]()
        for name in names:
            folded = fold(name)
            self._add(folded, name)
            beside.update(name[start:end] for start, end in _beside(folded, terms, lengths))
        for word, times in beside.items():
            if times >= LEAST_BESIDE:
                self._add(fold(word), word)
        self._longest = max(map(len, (*terms, *self._names)), default=0)

    def _add(self, folded: str, word: str) -> None:
        self._names.add(folded)
        if folded != word:
            self._written.setdefault(folded, word)

    def __contains__(self, word: str) -> bool:
        return len(word) >= SHORTEST_WORD and (word in self._terms or word in self._names)

    def written(self, text: str, typed: Sequence[str]) -> str | None:
        """A folded text as it is written, if it consists of words, and of letters that were ``typed`` so."""
        runs = [self._letters(run, typed) if run.isascii() else self._words(run) for run in text.split()]
        return " ".join(runs) if all(runs) else None

    def _letters(self, run: str, typed: Sequence[str]) -> str:
        return run if run in self or (len(run) >= SHORTEST_WORD and run in typed) else ""

    def _words(self, run: str) -> str:
        """One run as it is written, the fewest words of it; "" for what is no words."""
        best: list[_Path | None] = [(0, "")]
        for end in range(1, len(run) + 1):
            paths = [
                (before[0] + 1, before[1] + self._written.get(word, word))
                for start in range(max(0, end - self._longest), end)
                if (before := best[start]) and ((word := run[start:end]) in self or (end == 1 and word in VERBS))
            ]
            best.append(min(paths, default=None))
        return best[-1][1] if best[-1] and run not in VERBS else ""


def _lengths(words: Iterable[str]) -> dict[str, list[int]]:
    """The lengths of the words with each first character, the longest first."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[0], set()).add(len(word))
    return {first: sorted(lengths, reverse=True) for first, lengths in found.items()}


def _beside(name: str, terms: Mapping[str, object], lengths: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Where a name has two characters beside words of the thesaurus, which are matched from the left, longest first."""
    at = start = 0
    while at <= len(name):
        fits = (n for n in lengths.get(name[at : at + 1], ()) if n >= SHORTEST_WORD and name[at : at + n] in terms)
        length = next(fits, 0)
        if (length or at == len(name)) and at - start == SHORTEST_WORD:
            yield start, at
        at += length or 1
        start = at if length else start
