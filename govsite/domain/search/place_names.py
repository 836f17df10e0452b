"""Names of places in a query: "武昌区身份证补办" asks for 身份证补办 at the site of 武昌区.

A place is named by what its site is called, today or in old days, in characters or in pinyin. What names several sites
(恩施, 汉口) means all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from typing import NamedTuple

from govsite.domain.common.per_object import per_object
from govsite.domain.index import pinyin
from govsite.folding import fold
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

MOST_PLACES = 3  # 湖北省武汉市武昌区
SHORTEST_PLACE_NAME = 2
SHORTEST_PINYIN = 4  # letters
MOST_READINGS = 4
# What a name ends in that people leave out: 恩施州, 恩施市; 武当山特区, 东湖高新区.
_AREA_END = re.compile("(?<![新开发空旅景范理游特林假行验保务济术])[市州盟旗县区]$")
_ZONE_END = re.compile(
    "(?:高新|经开|开发|临空|文旅|风景|示范|管理|旅游|度假|先行|试验|综保|中央商务|经济|技术|特|新|林){1,3}区$"
)
_AREA = re.compile("[市州盟旗县区](?![块域城级委场民容政])")
_FULL_AREA = re.compile("市[民场]")  # in 宜昌市民之家 the place is 宜昌
_BEGINNING = re.compile(r"(?:^|[^\u3400-\u9fff]|[在到去来我是的])$")
_LATIN = re.compile("[a-z]+")

Names = dict[str, tuple[Site, ...]]
Known = Callable[[str], bool]


class Located(NamedTuple):
    """A query without the names of ``places``, which stood at ``spans``; they are the smallest that were named.

    ``sure`` is False where the query may speak of something else: yichang is 宜昌, and 异常 as well.
    """

    rest: str
    places: tuple[Site, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    sure: bool = True


class _Name(NamedTuple):
    end: int
    sites: tuple[Site, ...]
    sure: bool


class PlaceNames:
    """The names of the sites of a tree: in full, and others, by their first character; in pinyin, by the whole."""

    def __init__(self, tree: SiteTree) -> None:
        self._full: Names = {}
        self._short: Names = {}
        self._others: Names = {}
        self._pinyin: Names = {}
        open_sites = [site for site in tree.all if not site.closed]
        for site in open_sites:
            _add(self._full, fold(site.name), site)
            _add(self._short, fold(site.short_name), site)
        for ending in (_AREA_END, _ZONE_END):
            known = {*self._full, *self._short, *self._others}  # 荆州 is the city, not its 荆州区 or its 荆州高新区
            for site in open_sites:
                for name in (ending.sub("", fold(site.short_name)), *map(fold, site.other_names)):
                    if name not in known:
                        _add(self._others, name, site)
        for names in (self._full, self._short, self._others):
            for name, sites in names.items():
                for spelt in _spelt(name):
                    _add(self._pinyin, spelt, *sites)
        for site in open_sites:
            _add(self._pinyin, site.slug, site)
        self._lengths = _lengths((*self._full, *self._short, *self._others))

    def extract(self, query: str, site: Site, is_word: Known, sounds_like_word: Known) -> Located:
        """Take the place names out of a folded query.

        What is also an item's word (公安) stays, unless it is written in full; ``sounds_like_word`` says so of pinyin.
        """
        places: tuple[Site, ...] = ()
        spans: list[tuple[int, int]] = []
        at, sure = 0, True
        while at < len(query) and len(spans) < MOST_PLACES:
            name = self._at(query, at, site, is_word, sounds_like_word)
            if name is None:
                at += 1
                continue
            if not places or name.sites[0].depth >= places[0].depth:
                places = name.sites
            spans.append((at, name.end))
            at, sure = name.end, sure and name.sure
        return Located(without(query, spans) if spans else query, places, tuple(spans), sure)

    def _at(self, query: str, at: int, site: Site, is_word: Known, sounds_like_word: Known) -> _Name | None:
        """The name that begins at a place."""
        if query[at] < "\x80":
            return self._spelt_at(query, at, sounds_like_word)
        for length in self._lengths.get(query[at], ()):
            name, end = query[at : at + length], at + length
            if name in self._full and not _FULL_AREA.match(query, end - 1):
                return _Name(end, _nearest(self._full[name], site), True)
            if name in self._short and not is_word(name):
                return _Name(end, _nearest(self._short[name], site), True)
            if name in self._others and not is_word(name) and _is_apart(name, self._others[name], query, at):
                return _Name(end + bool(_AREA.match(query, end)), self._others[name], True)  # 襄樊市
        return None

    def _spelt_at(self, query: str, at: int, sounds_like_word: Known) -> _Name | None:
        """The name in pinyin of one to three Latin words: wu han shi."""
        if at and query[at - 1].isascii() and query[at - 1].isalnum() or not _LATIN.match(query, at):
            return None
        words = list(islice(_LATIN.finditer(query, at), 4))
        for count in (3, 2, 1):
            name = "".join(word[0] for word in words[:count])
            if len(words) < count or name not in self._pinyin or not _is_joined(query, words[:count]):
                continue
            end = words[count - 1].end()
            unsure, around = sounds_like_word(name), query[:at] + query[end:]
            if unsure and around and len(around) < SHORTEST_PINYIN:
                return None  # gongan ju
            return _Name(end, self._pinyin[name], not unsure)
        return self._begun(words[0], sounds_like_word)

    def _begun(self, word: re.Match[str], sounds_like_word: Known) -> _Name | None:
        """The name that a Latin word begins with, where another word follows: wuhanshebao."""
        start, end = word.span()
        for cut in range(end - start - SHORTEST_PLACE_NAME, SHORTEST_PINYIN - 1, -1):
            sites = self._pinyin.get(word[0][:cut])
            if sites and sounds_like_word(word[0][cut:]) and not sounds_like_word(word[0]):
                return _Name(start + cut, sites, True)
        return None


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with a space in the place of each span."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text.strip()


@per_object
def place_names(tree: SiteTree) -> PlaceNames:
    """The place names of a tree, made once for each version of sites.yaml."""
    return PlaceNames(tree)


def _add(names: Names, name: str, *sites: Site) -> None:
    if len(name) >= SHORTEST_PLACE_NAME:
        names[name] = tuple(dict.fromkeys((*names.get(name, ()), *sites)))


def _is_apart(name: str, sites: tuple[Site, ...], query: str, at: int) -> bool:
    """Whether a name that is not official stands at a beginning; what is left of a zone's may be any word: 长江."""
    zone = len(name) == SHORTEST_PLACE_NAME and all(_ZONE_END.search(fold(site.short_name)) for site in sites)
    named = zone and name not in (fold(other) for site in sites for other in site.other_names)
    return name == query if named else _BEGINNING.search(query[:at]) is not None


def _spelt(name: str) -> Iterator[str]:
    """A name in pinyin, in the readings of its characters that the table has."""
    readings = pinyin.load().readings
    for syllables in islice(product(*[readings.get(char, ()) for char in name]), MOST_READINGS):
        yield "".join(syllables)


def _lengths(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The lengths of the names with each first character, the longest first."""
    found: dict[str, set[int]] = {}
    for name in names:
        found.setdefault(name[0], set()).add(len(name))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _is_joined(query: str, words: list[re.Match[str]]) -> bool:
    """Whether nothing but spaces stands between words, and no digit behind the last."""
    gaps = (query[one.end() : two.start()] for one, two in zip(words, words[1:], strict=False))
    behind = query[words[-1].end() : words[-1].end() + 1]
    return all(gap.isspace() for gap in gaps) and not (behind.isascii() and behind.isdigit())


def _nearest(sites: tuple[Site, ...], site: Site) -> tuple[Site, ...]:
    """Of sites with the same official name those that have most in common with this site: below it or beside it."""
    if len(sites) == 1:
        return sites
    common = [len(set(other.path) & set(site.path)) for other in sites]
    return tuple([other for other, steps in zip(sites, common, strict=True) if steps == max(common)])
