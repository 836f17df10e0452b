"""The departments that a query names: by their official names, by everyday ones (``offices.txt``), or by a part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from govsite.domain.catalogue.cards import Office
from govsite.domain.catalogue.content import SiteContent
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.common.per_object import per_object
from govsite.domain.common.word_lists import read_lines
from govsite.domain.search.longest_match import LongestMatch
from govsite.folding import fold
from govsite.sites.site import Site

SHORTEST_OFFICE_NAME = 2
SHORTEST_OFFICE_END = 4  # shorter ends of names, such as 企业 and 中心, name no office
# What may stand beside an office's name without asking for more than the office.
_around = re.compile(
    r"[省市州县区在是有去找到打问下和与跟或个]|[本我][市县区]|当地|多少|\d+|分局|总局|窗口|(?:办事)?大厅|大楼|单位|机关"
).fullmatch

Keys = dict[str, None]


@cache
def office_names() -> tuple[dict[str, tuple[str, ...]], LongestMatch]:
    """Keys of departments by each of their everyday names, and a scanner that finds these in a text."""
    keys: dict[str, tuple[str, ...]] = {}
    for words in read_lines(Path(__file__).with_name("offices.txt")):
        for word in map(fold, words):
            keys[word] = (*keys.get(word, ()), words[0])
    return keys, LongestMatch(keys)


def find_offices(
    snapshot: Snapshot, site: Site, where: Site, pieces: list[str], contact: bool
) -> tuple[list[Office], bool]:
    """The departments that the ``pieces`` of a query mean, and whether they ask for nothing else.

    They are those of ``where``, a site named in the query or else the one we are on, or of the nearest site above it.
    ``contact`` says that a telephone number, an address or opening hours were asked for.
    """
    keys, named, rest = _named(pieces)
    bare = "".join(pieces)
    if not keys and len(bare) >= SHORTEST_OFFICE_NAME:
        keys, named = _by_part(snapshot.site(site.code), bare)
        if contact and not named and (begun := _by_beginning(bare)):
            keys, named = begun, True
    if not keys:
        return [], False
    above = [snapshot.site(step.code).offices for step in (where, *reversed(where.ancestors))]
    topmost = "省" in rest or bare.endswith("厅") and not bare.endswith("大厅")
    found: dict[str, Office] = {}  # a department that acts under two names is listed once
    for key in keys:
        office = _of_level([offices[key] for offices in above if key in offices], bare if rest else "", topmost)
        if office is not None:
            found.setdefault(office.name, office)
    return list(found.values()), named


def _named(pieces: Iterable[str]) -> tuple[Keys, bool, list[str]]:
    """The keys of all names in the pieces, whether little else stands there, and what else does."""
    keys_of, scanner = office_names()
    keys: Keys = {}
    rest: list[str] = []
    for piece in pieces:
        found, others = scanner.split(piece)
        rest += others
        for name in found:
            keys.update(dict.fromkeys(keys_of[name]))
    return keys, bool(keys) and all(map(_around, rest)), rest


def names_office(word: str) -> bool:
    """Whether everyday names of departments begin so: 公安 is no place."""
    return bool(_by_beginning(word))


def _by_beginning(bare: str) -> Keys:
    """The keys of the names that begin so: who wants the telephone number of 社保 wants that of 社保局."""
    keys_of = office_names()[0]
    names = _by_start().get(bare[:SHORTEST_OFFICE_NAME], ())
    return {key: None for name in names if name.startswith(bare) for key in keys_of[name]}


@cache
def _by_start() -> dict[str, list[str]]:
    """The everyday names by their first two characters."""
    found: dict[str, list[str]] = {}
    for name in office_names()[0]:
        found.setdefault(name[:SHORTEST_OFFICE_NAME], []).append(name)
    return found


def _by_part(content: SiteContent, bare: str) -> tuple[Keys, bool]:
    """The departments of a site whose name or title holds the query, and whether it is the end of such a name."""
    text, unlisted = _text(content)
    keys: Keys = {key: None for name, key in unlisted.items() if name in bare}
    named = bare in unlisted
    if bare in text:
        held = [(key, line) for key, line in zip(content.offices, text.split("\n"), strict=False) if bare in line]
        keys.update(dict.fromkeys(key for key, _ in held))
        is_end = any(f"{bare}\t" in line or line.endswith(bare) for _, line in held)
        named |= len(bare) >= SHORTEST_OFFICE_END and is_end
    return keys, named


def _of_level(offices: Sequence[Office], bare: str, topmost: bool) -> Office | None:
    """The office that was named with its level (市民政局, 公安厅), else the nearest."""
    if not offices or topmost:
        return offices[-1] if offices else None
    return next((office for office in offices if bare and fold(office.name).endswith(bare)), offices[0])


@per_object
def _text(content: SiteContent) -> tuple[str, dict[str, str]]:
    """Names and titles of a site's departments, a line each, and by their folded form the keys that are not listed."""
    offices = content.offices.values()
    text = "".join(f"{fold(office.name)}\t{fold(office.title)}\n" for office in offices)
    return text, {fold(key): key for key in content.offices if fold(key) not in office_names()[0]}
