"""Which published letters a visitor wants to see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from govsite.domain.common.word_pairs import words_in
from govsite.domain.letters.answers import Answers
from govsite.domain.letters.published import Published
from govsite.folding import one_of
from govsite.sites.site import Site

LONGEST_LETTER_QUERY = 60  # characters
MOST_FOUND = 200


class Wanted(NamedTuple):
    """The kind and the department of the letters in a list; "" for any."""

    kind: str = ""
    department: str = ""

    def fits(self, letter: Published) -> bool:
        """Whether a letter is one of them."""
        return self.kind in ("", letter.kind) and self.department in ("", letter.department)


def read_wanted(kind: str, department: str, kinds: Collection[str], departments: Collection[str]) -> Wanted:
    """What was asked for; a kind or a department that there is none of is no condition."""
    return Wanted(one_of(kind, kinds), one_of(department, departments))


def codes_of(site: Site) -> list[str] | None:
    """The codes of a site and of those below it that have letters; None for all there are."""
    having = [each.code for each in (site, *site.below) if each.has("letters")]
    return None if site.root and len(having) > len(site.below) else having


def find_letters(known: Answers | None, site: Site, query: str, wanted: Wanted) -> list[Published]:
    """The letters of a site, and of those below it, that a folded query finds among the newest of the portal."""
    if known is None:
        return []
    codes = codes_of(site)

    def suits(letter: Published) -> bool:
        return (codes is None or letter.site_code in codes) and wanted.fits(letter)

    return known.search(words_in(query), site, MOST_FOUND, suits)


def clocks(limits: Mapping[str, int]) -> list[tuple[str, int]]:
    """The kinds of letters that have the same limit (工作日), in words, with it: ``求助、投诉`` and 10."""
    alike = {days: [kind for kind in limits if limits[kind] == days] for days in limits.values()}
    return [("、".join(kinds), days) for days, kinds in alike.items()]
