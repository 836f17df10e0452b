"""Finding a site by a piece of its name, pinyin or code, and guessing which one a wrong address meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import normalize

from govsite.sites.reserved import RESERVED_SLUGS
from govsite.sites.site import Site

LONGEST = 40
SHORTEST_INSIDE = 4  # letters of a slug that is looked for inside a longer word


class _Keys(NamedTuple):
    slug: str
    code: str
    name: str
    short: str
    initials: str
    full: str  # 湖北省宜昌市西陵区
    brief: str  # 湖北宜昌西陵


class Finder:
    """Keys of all sites, made once; a look-up is one pass over short strings."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self._sites = sites
        self._keys = [_keys(site) for site in sites]
        self._texts = [" ".join(keys) for keys in self._keys]
        self._slugs = [(keys.slug, _letters(keys.slug)) for keys in self._keys]

    def match(self, query: str) -> list[Site]:
        """Sites that the query names, best first, then in file order; all of them for an empty query."""
        return [self._sites[place] for place in self._match(as_key(query))]

    def suggest(self, text: str, limit: int) -> list[Site]:
        """Sites near a wrong first segment: by name, initials, a slug inside it, one or two wrong letters."""
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
        """Sites whose name stands inside a Chinese word, the longest name first."""
        inside = [
            (-len(keys.brief), place)
            for place, keys in enumerate(self._keys)
            if keys.name in word or (keys.short in word and len(keys.short) > 1)
        ]
        return [place for _, place in sorted(inside)]

    def _misspelt(self, word: str) -> list[int]:
        allowed = 1 if len(word) <= SHORTEST_INSIDE else 2
        low, high, most, letters = len(word) - allowed, len(word) + allowed, 2 * allowed, _letters(word)
        near: list[tuple[int, int, int]] = []
        for place, (slug, own) in enumerate(self._slugs):
            if slug in word and len(slug) >= SHORTEST_INSIDE:
                near.append((0, -len(slug), place))
            # A wrong letter changes the set of letters by at most two: few are left for the slow comparison
            elif low <= len(slug) <= high and (own ^ letters).bit_count() <= most:
                steps = distance(word, slug, allowed)
                if steps <= allowed:
                    near.append((steps, 0, place))
        return [place for *_, place in sorted(near)]


def as_key(text: str) -> str:
    """Full-width letters to half-width, lower case, at most LONGEST characters."""
    return _folded(text[:LONGEST])[:LONGEST]


def _folded(text: str) -> str:
    return normalize("NFKC", text).lower()


def distance(a: str, b: str, limit: int) -> int:
    """Wrong, missing, superfluous or swapped letters between two words; ``limit`` + 1 stands for more."""
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
    words = (site.slug, site.code, site.name, site.short_name, site.initials, full, brief)
    return _Keys(*(_folded(word) for word in words))


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _rank(word: str, keys: _Keys) -> int:
    """0 for no match; more for a better one."""
    if word in (keys.slug, keys.name, keys.short, keys.code):
        return 5
    if word == keys.initials:
        return 4
    if keys.slug.startswith(word) or keys.name.startswith(word):
        return 3
    if word in keys.slug or word in keys.name or keys.initials.startswith(word):
        return 2
    in_full = _reaches(word, keys.full, keys.name) or _reaches(word, keys.brief, keys.short)
    return 1 if in_full or keys.code.startswith(word) else 0


def _reaches(word: str, full: str, name: str) -> bool:
    """Whether the word stands in the full name and ends within the site's own part of it."""
    at = full.rfind(word)
    return at >= 0 and at + len(word) > len(full) - len(name)
