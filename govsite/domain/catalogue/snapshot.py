"""The catalogue as one worker holds it in memory, for one content version; never changed, only replaced.

The basic catalogue is a few thousand items shared by all sites, so it is held whole, with its search index, which is
the only part that may come a moment later.
What belongs to one site (its offerings, offices, halls) is read when the site is first visited. The number of sites
held is bounded, so a worker's memory does not grow with the number of sites.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govsite.domain.catalogue.bundles import BundleCard, read_bundles
from govsite.domain.catalogue.cards import CARD_COLUMNS, HallCard, ItemCard, Term
from govsite.domain.catalogue.content import SiteContent, SiteReader
from govsite.domain.catalogue.listing import Terms
from govsite.domain.common.bounded import Bounded
from govsite.domain.index.handover import IndexHandover, StaleIndex
from govsite.domain.index.item_index import ItemIndex
from govsite.domain.index.source import Source
from govsite.models.base import IN_USE
from govsite.models.department import Department
from govsite.models.hall import Hall
from govsite.models.item import Item
from govsite.models.offering import Offering
from govsite.models.place import HALL
from govsite.models.term import Term as TermRow
from govsite.sites.words import Words

MOST_SITES = 200
MOST_DETAILS = 400

_serials = count()
Reading = Callable[[], Session]  # gives the session to read with in the place where it is called


class Snapshot:
    """The catalogue of one content version, and a search index of it that knows the portal's own ``words`` too.

    What is not in memory yet is read with a session from ``reading``. No other snapshot of this process has its
    ``serial``: two databases may have the same version.
    """

    def __init__(self, reading: Reading, version: int, last: Snapshot | None = None, words: Words = ()) -> None:
        """``last`` hands its search index on, the costly part: for good when nothing that is searched has changed."""
        session = reading()
        self.reading = reading
        self.serial = next_serial()
        self.version = version
        self.words = words
        rows = session.execute(select(*CARD_COLUMNS).where(Item.state == IN_USE).order_by(Item.heat.desc(), Item.code))
        self.items: dict[str, ItemCard] = {row.code: ItemCard.of(row) for row in rows}
        source = Source(session, words)
        self.former = source.former
        before = last.handover if last else None
        unchanged = before is not None and before.digest == source.digest
        self.handover: IndexHandover = before if before and unchanged else IndexHandover(source, before)
        terms = session.scalars(select(TermRow).order_by(TermRow.facet, TermRow.audience, TermRow.position))
        vocabulary = tuple(Term(row.facet, row.audience, row.term) for row in terms)
        titles = session.execute(select(Department.slug, func.max(Department.title)).group_by(Department.slug))
        self.departments: dict[str, str] = dict(titles.all())
        halls = select(Hall).where(Hall.state == IN_USE).order_by(Hall.id)
        self.halls: dict[str, HallCard] = {h.id: hall_card(h) for h in session.scalars(halls)}
        self.bundles: dict[str, BundleCard] = read_bundles(session)
        self.terms = Terms(vocabulary, self.departments)
        self._reader = SiteReader(self.items, self.halls, self.terms)
        self._sites: Bounded[str, SiteContent] = Bounded(MOST_SITES)
        self._details: Bounded[str, Item | None] = Bounded(MOST_DETAILS)
        session.expunge_all()

    def is_of(self, version: int, words: Words) -> bool:
        """Whether it was made of these: the words may change while the content stays."""
        return self.version == version and self.words == words

    @property
    def index(self) -> ItemIndex | StaleIndex:
        """The search index; for a moment after an edit of items still the one of the snapshot before."""
        return self.handover.index

    def site(self, code: str) -> SiteContent:
        """The offerings, offices and halls of a site, by its division code."""
        return self._sites.get(code, lambda: self._reader.read(self.reading(), code))

    def detail(self, code: str) -> Item | None:
        """The whole item with the texts of its guide, detached; None for an unknown code."""
        if code not in self.items:
            return None
        return self._details.get(code, lambda: _detached(self.reading(), code))

    def offering(self, site_code: str, code: str) -> Offering | None:
        """The row of an offering, read each time; None where the site has none."""
        own = (Offering.site_code == site_code, Offering.item_code == code)
        return self.reading().scalar(select(Offering).where(*own).limit(1))


def next_serial() -> int:
    """The ``serial`` of one more snapshot."""
    return next(_serials)


def hall_card(row: Hall) -> HallCard:
    """The card of a row."""
    where = (row.address, row.hours, row.phone, row.transport)
    named = (row.id, row.site_code, row.name, row.level)
    contact = (row.driving or "", row.fax or "", row.postcode or "", row.email or "", row.introduction or "")
    lists = (tuple(row.access or ()), tuple(row.counters or ()))
    return HallCard(*named, *where, tuple(row.floors), row.changed, row.kind or HALL, *contact, *lists)


def _detached(session: Session, code: str) -> Item | None:
    item = session.get(Item, code)
    if item is not None:
        session.expunge(item)
    return item
