"""All sites of the portal as one immutable tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from govsite.sites.find import Finder
from govsite.sites.site import Defaults, Site
from govsite.sites.words import AskFirst, NotHere, Words


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days off and swapped working weekends (调休) that sites.yaml adds to the built-in calendar."""

    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Portal:
    """What all sites share; ``letters`` are the 工作日 to the answer, by kind of letter.

    ``site_count`` is how many sites the file says that it has, 0 where it does not.
    """

    name: str
    short_name: str
    hotline: str
    description: str
    letters: Mapping[str, int]
    levels: Mapping[str, str]
    holidays: Holidays
    site_count: int


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class SiteTree:
    """All sites of one version of sites.yaml, with the ``words`` that words.txt adds to the search.

    ``not_here`` and ``ask_first`` are what the same file tells the search to say by itself.

    ``defaults`` are what the main site inherits. ``version`` is a hash of the bytes of both files. ``all`` has closed
    sites too; ``former`` are slugs of before.
    """

    portal: Portal
    defaults: Defaults = field(repr=False)
    root: Site
    all: tuple[Site, ...]
    by_slug: Mapping[str, Site] = field(repr=False)
    by_code: Mapping[str, Site] = field(repr=False)
    by_domain: Mapping[str, Site] = field(repr=False)
    former: Mapping[str, Site] = field(repr=False)
    version: str
    words: Words = field(repr=False)
    not_here: tuple[NotHere, ...] = field(repr=False)
    ask_first: tuple[AskFirst, ...] = field(repr=False)
    _finder: Finder = field(repr=False)

    def match(self, query: str) -> list[Site]:
        """The sites that match a query by name, pinyin or code, best first; all sites for ""."""
        return self._finder.match(query)

    def suggest(self, text: str, limit: int = 6) -> list[Site]:
        """The sites that an unknown address may stand for, most likely first."""
        return self._finder.suggest(text, limit)
