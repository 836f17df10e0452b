"""The content of this request: the worker's snapshot, and the part of it that belongs to this site."""

from __future__ import annotations

from collections.abc import Iterator

from flask import abort

from govsite.database.topics import CATALOGUE, LETTERS
from govsite.domain.catalogue.cards import HallCard, ItemCard, Offer
from govsite.domain.catalogue.content import SiteContent
from govsite.domain.catalogue.guides import Guide, find_guide
from govsite.domain.catalogue.overlay import KINDS, Drafted, Overlay
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.letters.answers import Answers
from govsite.folding import fold
from govsite.sites.site import Site
from govsite.web.cache import OUTDATED
from govsite.web.here import find_here
from govsite.web.policy import this_portal
from govsite.web.preview import LOOK, Look
from govsite.web.requests import this_request

OVERLAY = "govsite.overlay"


def snapshot() -> Snapshot:
    """The snapshot of the current content version and words; the last one while another thread is making it.

    In the preview of one of its rows with that.
    """
    drafted = _drafted()
    if drafted is None:
        return _snapshot()
    environ = this_request().environ
    found: Snapshot = environ.get(OVERLAY) or Overlay(_snapshot(), drafted)
    environ[OVERLAY] = found
    return found


def _drafted() -> Drafted | None:
    """The row of the draft that a preview is of; None on all other pages."""
    look: Look | None = this_request().environ.get(LOOK)
    for (kind, _), record in look.contents.items() if look else ():
        if kind in KINDS:
            return Drafted(kind, record)
    return None


def _snapshot() -> Snapshot:
    extensions = this_portal().extensions
    fresh = extensions["freshness"]
    version = fresh.stamp().numbers.get(CATALOGUE, -1)
    words = fresh.watcher.current.words
    found: Snapshot = extensions["memory"].current(version, words)
    if not found.is_of(version, words):
        this_request().environ[OUTDATED] = True
    return found


def searched() -> Snapshot:
    """The snapshot for a page of search results: while its index is stale, the page is not kept."""
    found = snapshot()
    if found.handover.is_stale:
        this_request().environ[OUTDATED] = True
    return found


def answers() -> Answers | None:
    """The newest published letters; the last ones, on a page that is not kept, while others are read.

    None where this site has no letters, or none could be read yet.
    """
    if not find_here().site.has("letters"):
        return None
    extensions = this_portal().extensions
    number = extensions["freshness"].stamp().numbers.get(LETTERS, -1)
    found: Answers | None = extensions["answers"].current(number)
    if found is None or found.number != number:
        this_request().environ[OUTDATED] = True
    return found


def site_content(site: Site | None = None) -> SiteContent:
    """What a site offers: this request's, unless another is named."""
    return snapshot().site((site or find_here().site).code)


def find_offers(typed: str) -> Iterator[Offer]:
    """What this site offers, found by name, everyday name or code; nothing for no words."""
    words = fold(typed).split()
    for offer in site_content().offers.values() if words else ():
        names = " ".join(map(fold, (offer.name, *offer.item.aliases, offer.code)))
        if all(word in names for word in words):
            yield offer


def find_items(typed: str) -> Iterator[ItemCard]:
    """Items of the basic catalogue, offered here or not, found by name, everyday name or code; nothing for no words."""
    words = fold(typed).split()
    for item in snapshot().items.values() if words else ():
        names = " ".join(map(fold, (item.name, *item.aliases, item.code)))
        if all(word in names for word in words):
            yield item


def find_halls(typed: str) -> Iterator[HallCard]:
    """Halls of all sites, those of this one first, found by name or number; nothing for no words."""
    words, own = fold(typed).split(), site_content().halls
    known = {hall.id: hall for hall in (*own, *snapshot().halls.values())}
    for hall in known.values() if words else ():
        names = " ".join(map(fold, (hall.name, hall.id)))
        if all(word in names for word in words):
            yield hall


def office_name(site_code: str, department: str) -> str:
    """What a department is called at a site, "" for none that is there."""
    office = snapshot().site(site_code).offices.get(department)
    return office.name if office else ""


def guide_or_none(code: str) -> Guide | None:
    """The guide of an item here; None when this site does not offer it, 404 when there is no such item."""
    now = snapshot()
    if code not in now.items:
        abort(404)
    return find_guide(now, find_here().site, code)
