"""Where to go (去哪办): the one rule by which a site's offering of an item comes to its places.

What the site's administrator says of the offering comes first, then the item's kinds of place in their order: the
site's own, or the one that a city runs for its districts too; a hall only where a sign there names the office. Nobody
is sent to a window that no sign tells of: where nothing is known, the page says so and gives the office's number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from govsite.domain.catalogue.cards import HallCard, Office
from govsite.domain.catalogue.offerings import find_window, is_district
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.common.per_object import per_object
from govsite.models.place import HALL, LOCAL, SHARED
from govsite.sites.site import Site

ONLY = "只办"  # before the word of a sign (只办出入境): nothing else of the office is done at that window
MOST_NAMED = 3  # places that a page names; a link leads to all


class Where(NamedTuple):
    """Where an errand is done: in a ``hall`` at a ``window``, or at any of the ``places`` of a ``kind``.

    Nothing is known where all are empty. ``kind`` is "" where the administrator names the place.
    """

    hall: HallCard | None = None
    window: str = ""
    kind: str = ""
    places: tuple[HallCard, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anybody can be told where to go."""
        return bool(self.hall or self.window or self.places)

    @property
    def special(self) -> str:
        """The kind where it is more than the hall of a site, else ""."""
        return "" if self.kind == HALL else self.kind

    @property
    def named(self) -> tuple[HallCard, ...]:
        """The first few of the places."""
        return self.places[:MOST_NAMED]

    @property
    def first(self) -> HallCard | None:
        """The hall, or the first of the places."""
        return self.hall or next(iter(self.places), None)


class Places:
    """The halls of a catalogue by site and kind, and the windows that were looked for in them."""

    def __init__(self, halls: Iterable[HallCard]) -> None:
        halls = tuple(halls)
        self._by_id = {hall.id: hall for hall in halls}
        self._by_kind: dict[tuple[str, str], tuple[HallCard, ...]] = {}
        for hall in halls:
            key = (hall.site_code, hall.kind)
            self._by_kind[key] = (*self._by_kind.get(key, ()), hall)
        self._windows: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Where] = {}

    def of(self, site: Site, row: Any, kinds: Sequence[str], office: Office | None, about: str = "") -> Where:
        """Where the offering of a row (hall_id, window) is done: what it says itself, else what the kinds come to."""
        hall = self._by_id.get(row.hall_id or "")
        if hall or (row.window and not row.hall_id):
            return Where(hall, row.window)
        return self.find(site, kinds, office, about)

    def find(self, site: Site, kinds: Sequence[str], office: Office | None, about: str = "") -> Where:
        """Where an errand of these kinds of place is done by an office at a site.

        An office with several windows takes it at that which names what it is ``about`` (``words_of``), else at one
        that no sign keeps for something else.
        """
        kinds = tuple(kinds) or (HALL,)
        for kind in kinds:
            found = self._signed(site.code, office, about) if kind == HALL else self._places(site, kind)
            if found.known:
                return found
        return Where(kind=kinds[0])

    def _places(self, site: Site, kind: str) -> Where:
        """A site's own places of a kind; those that its districts have, or its city has for it."""
        own = self._at((site.code,), kind)
        if own.known:
            return own
        if kind in LOCAL:
            return self._at((each.code for each in site.below if site.level == "city"), kind)
        city = site.parent if kind in SHARED and is_district(site) else None
        return self._at((city.code,), kind) if city is not None else own

    def _at(self, codes: Iterable[str], kind: str) -> Where:
        found = tuple(hall for code in codes for hall in self._by_kind.get((code, kind), ()))
        return Where(kind=kind, places=found)

    def _signed(self, code: str, office: Office | None, about: str) -> Where:
        signs = office.signs if office else ()
        words = [sign.removeprefix(ONLY) for sign in signs]
        mine = self._window(code, tuple([word for word in words if word in about]))
        barred = tuple([word for word, sign in zip(words, signs, strict=True) if word != sign and word not in about])
        return mine if mine.known else self._window(code, tuple([word for word in words if word not in barred]), barred)

    def _window(self, code: str, words: tuple[str, ...], barred: tuple[str, ...] = ()) -> Where:
        known = self._windows.get((code, words, barred))
        if known is None:
            halls = {hall.id: hall for hall in self._by_kind.get((code, HALL), ())}
            window = find_window([(hall.id, hall.floors) for hall in halls.values()], words, barred)
            known = Where(halls[window.hall_id], window.text, HALL) if window else Where(kind=HALL)
            self._windows[code, words, barred] = known
        return known


def words_of(item: Any) -> str:
    """What an item (name, aliases, themes, places) is about, for the signs above windows."""
    return " ".join((item.name, *item.aliases, *item.themes, *item.places))


@per_object
def places_of(snapshot: Snapshot) -> Places:
    """The places of a snapshot, put in order at the first question."""
    return Places(snapshot.halls.values())
