"""The departments that a query names: by their official names, by everyday ones (``offices.txt``), or by a part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from govsite.domain.catalogue.cards import Office
from govsite.domain.catalogue.content import SiteContent
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.common.folding import plain
from govsite.domain.common.per_object import per_object
from govsite.domain.common.word_lists import beside
from govsite.domain.search.longest_match import Words
from govsite.sites.site import Site

SHORTEST = 2
PLAIN_ENDING = 4  # an office's name may end in 企业 or 中心, which names nothing
# What may stand beside an office's name without asking for more than the office.
_around = re.compile(
    r"[省市州县区在是有去找到打问下和与跟或个]|[本我][市县区]|当地|多少|\d+|分局|总局|窗口|(?:办事)?大厅|大楼|单位|机关"
).fullmatch

Keys = dict[str, None]


@cache
def names() -> tuple[dict[str, tuple[str, ...]], Words]:
    """Keys of departments by each of their everyday names, and how to find these in a text."""
    keys: dict[str, tuple[str, ...]] = {}
    for words in beside(__file__, "offices.txt"):
        for word in words:
            keys[word] = (*keys.get(word, ()), words[0])
    return keys, Words(keys)


def find_offices(
    snapshot: Snapshot, site: Site, where: Site, pieces: list[str], wished: bool
) -> tuple[list[Office], bool]:
    """The departments that the ``pieces`` of a query mean, and whether they ask for nothing else.

    They are those of ``where``, a site named in the query or else the one we are on, or of the nearest site above it.
    ``wished`` says that a telephone number, an address or opening hours were asked for.
    """
    keys, named, rest = _named(pieces)
    bare = "".join(pieces)
    if not keys and len(bare) >= SHORTEST:
        keys, named = _partly(snapshot.site(site.code), bare)
        if wished and not named and (begun := _begun(bare)):
            keys, named = begun, True
    if not keys:
        return [], False
    above = [snapshot.site(step.code).offices for step in (where, *reversed(where.ancestors))]
    topmost = "省" in rest or bare.endswith("厅") and not bare.endswith("大厅")
    found: dict[str, Office] = {}  # one that works under two names of the trade stands there once
    for key in keys:
        office = _of_level([offices[key] for offices in above if key in offices], bare if rest else "", topmost)
        if office is not None:
            found.setdefault(office.name, office)
    return list(found.values()), named


def _named(pieces: Iterable[str]) -> tuple[Keys, bool, list[str]]:
    """The keys of all names in the pieces, whether little else stands there, and what else does."""
    keys_of, words = names()
    keys: Keys = {}
    rest: list[str] = []
    for piece in pieces:
        found, others = words.split(piece)
        rest += others
        for name in found:
            keys.update(dict.fromkeys(keys_of[name]))
    return keys, bool(keys) and all(map(_around, rest)), rest


def _begun(bare: str) -> Keys:
    """The keys of the names that begin so: who wants the telephone number of 社保 wants that of 社保局."""
    keys_of = names()[0]
    return {
        key: None for name in _by_start().get(bare[:SHORTEST], ()) if name.startswith(bare) for key in keys_of[name]
    }


@cache
def _by_start() -> dict[str, list[str]]:
    """The everyday names by their first two characters."""
    found: dict[str, list[str]] = {}
    for name in names()[0]:
        found.setdefault(name[:SHORTEST], []).append(name)
    return found


def _partly(content: SiteContent, bare: str) -> tuple[Keys, bool]:
    """The departments of a site whose name or title holds the query, and whether it is such a name's end."""
    text, unlisted = _text(content)
    keys: Keys = {key: None for key in unlisted if key in bare}
    named = bare in keys
    if bare in text:
        held = [(key, line) for key, line in zip(content.offices, text.split("\n"), strict=False) if bare in line]
        keys.update(dict.fromkeys(key for key, _ in held))
        named |= len(bare) >= PLAIN_ENDING and any(f"{bare}\t" in line or line.endswith(bare) for _, line in held)
    return keys, named


def _of_level(offices: Sequence[Office], bare: str, topmost: bool) -> Office | None:
    """The office that was named with its level (市民政局, 公安厅), else the nearest."""
    if not offices or topmost:
        return offices[-1] if offices else None
    return next((office for office in offices if bare and plain(office.name).endswith(bare)), offices[0])


@per_object
def _text(content: SiteContent) -> tuple[str, list[str]]:
    """Names and titles of a site's departments, a line each, and the keys that ``offices.txt`` does not know."""
    offices = content.offices.values()
    text = "".join(f"{plain(office.name)}\t{plain(office.title)}\n" for office in offices)
    return text, [key for key in content.offices if key not in names()[0]]
