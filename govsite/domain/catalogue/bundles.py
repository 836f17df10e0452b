"""Bundles of errands (高效办成一件事) as a worker holds them: small records, in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.folding import fold
from govsite.models.base import IN_USE
from govsite.models.bundle import Bundle

ONE_THING = "一件事"


@dataclass(frozen=True, slots=True)
class BundleCard:
    """One bundle: ``steps`` are {code, when}, ``outside`` {name, site, url, when}, ``whole`` the item for all of it.

    ``called`` is what people call it, folded, its name first.
    """

    slug: str
    name: str
    called: tuple[str, ...]
    audience: str
    about: str
    whole: str
    steps: tuple[dict[str, Any], ...]
    outside: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]


def bundle_card(row: Bundle) -> BundleCard:
    """The card of a row."""
    called = tuple(core(fold(words)) for words in (row.name, *row.aliases, *row.words))
    lists = (tuple(row.steps), tuple(row.outside), tuple(row.notes))
    return BundleCard(row.slug, row.name, called, row.audience, row.about, row.whole, *lists)


def core(folded: str) -> str:
    """Folded words without those that every bundle is called."""
    return folded.replace(ONE_THING, "").replace(" ", "").strip("“”\"'")


def read_bundles(session: Session) -> dict[str, BundleCard]:
    """Those in use, by slug, in their order."""
    rows = select(Bundle).where(Bundle.state == IN_USE).order_by(Bundle.position, Bundle.slug)
    return {row.slug: bundle_card(row) for row in session.scalars(rows)}
