"""Finds sites by part of their name, pinyin or code, and suggests sites for a mistyped address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from govsite.folding import fold
from govsite.sites.reserved import RESERVED_SLUGS
from govsite.sites.site import Site

LONGEST_QUERY = 40  # characters
SHORTEST_INNER_SLUG = 4  # letters; shorter slugs are not looked for inside a longer word


class _Keys(NamedTuple):
    slug: str
    code: str
    name: str
    short: str
    initials: str
    others: str  # 襄樊, in spaces
    full: str  # 湖北省宜昌市西陵区
    brief: str  # 湖北宜昌西陵


class Finder:
    """The search keys of all sites, made once; a search is one pass over short strings."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self._sites = sites
        self._keys = [_keys(site) for site in sites]
        self._texts = [" ".join(keys) for keys in self._keys]
        self._slugs = [(keys.slug, _letters(keys.slug)) for keys in self._keys]

    def match(self, query: str) -> list[Site]:
        """The sites that match every word of a query, best first, then in file order; all sites for an empty query."""
        return [self._sites[place] for place in self._match(as_key(query))]

    def suggest(self, text: str, limit: int) -> list[Site]:
        """Sites for an unknown first segment: by name, initials, a slug within it, or one or two typing errors."""
        word = as_key(text.strip("/").partition("/")[0]).strip()
        if not word or word in RESERVED_SLUGS:
            return []
        near = self._misspelt(word) if word.isascii() else self._named(word)
        places = list(dict.fromkeys([*near, *self._match(word)]))
        return [self._sites[place] for place in places[:limit]]

    def _match(self, query: str) -> list[int]:
        words = query.split()
        if not words:
            return list(range(len(self._sites)))
        found: list[tuple[int, int]] = []
        for place, text in enumerate(self._texts):
            if all(word in text for word in words):
                ranks = [_rank(word, self._keys[place]) for word in words]
                if any(ranks):
                    found.append((-sum(ranks), place))
        return [place for _, place in sorted(found)]

    def _named(self, word: str) -> list[int]:
        """The sites whose name occurs in a Chinese text, the longest full name first."""
        inside = [
            (-len(keys.brief), place)
            for place, keys in enumerate(self._keys)
            if any(name in word for name in (keys.name, keys.short, *keys.others.split()) if len(name) > 1)
        ]
        return [place for _, place in sorted(inside)]

    def _misspelt(self, word: str) -> list[int]:
        """The sites whose slug occurs in a word or is a few typing errors away from it."""
        allowed = 1 if len(word) <= SHORTEST_INNER_SLUG else 2
        low, high, most, letters = len(word) - allowed, len(word) + allowed, 2 * allowed, _letters(word)
        near: list[tuple[int, int, int]] = []
        for place, (slug, own) in enumerate(self._slugs):
            if slug in word and len(slug) >= SHORTEST_INNER_SLUG:
                near.append((0, -len(slug), place))
            # An edit changes the set of letters by two at most, which rules out most slugs before the slow comparison
            elif low <= len(slug) <= high and (own ^ letters).bit_count() <= most:
                steps = distance(word, slug, allowed)
                if steps <= allowed:
                    near.append((steps, 0, place))
        return [place for *_, place in sorted(near)]


def as_key(text: str) -> str:
    """A query as it is compared: folded, cut to LONGEST_QUERY."""
    return fold(text[:LONGEST_QUERY])[:LONGEST_QUERY]


def distance(a: str, b: str, limit: int) -> int:
    """The edit distance of two words (optimal string alignment); ``limit`` + 1 stands for anything above ``limit``."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            step = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                step = min(step, before[j - 2] + 1)
            row.append(step)
        if min(row) > limit and min(last) > limit:
            return limit + 1
        before, last = last, row
    return min(last[-1], limit + 1)


def _keys(site: Site) -> _Keys:
    full = "".join(step.name for step in site.path)
    brief = "".join(step.short_name for step in site.path)
    others = " ".join(site.other_names)
    words = (site.slug, site.code, site.name, site.short_name, site.initials, others, full, brief)
    keys = _Keys(*map(fold, words))
    return keys._replace(others=f" {keys.others} ")


def _letters(word: str) -> int:
    """The set of letters of a word, as bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _rank(word: str, keys: _Keys) -> int:
    """How well a word matches a site: 5 for its whole name, slug or code, down to 0 for not at all."""
    if word in (keys.slug, keys.name, keys.short, keys.code):
        return 5
    if word == keys.initials or f" {word} " in keys.others:
        return 4
    if keys.slug.startswith(word) or keys.name.startswith(word):
        return 3
    if word in keys.slug or word in keys.name or keys.initials.startswith(word) or word in keys.others:
        return 2
    in_full = _reaches(word, keys.full, keys.name) or _reaches(word, keys.brief, keys.short)
    return 1 if in_full or keys.code.startswith(word) else 0


def _reaches(word: str, full: str, name: str) -> bool:
    """Whether the word occurs in the full name and ends within the site's own part of it."""
    at = full.rfind(word)
    return at >= 0 and at + len(word) > len(full) - len(name)
