"""Browsing items (事项) by facet: 个人办事 and 法人办事."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from govsite.database.topics import CATALOGUE
from govsite.domain.catalogue.below import items_below
from govsite.domain.catalogue.cards import FACETS
from govsite.domain.catalogue.glossary import explained
from govsite.domain.catalogue.listing import Chosen, Shelf, query_of
from govsite.web.content import site_content, snapshot
from govsite.web.here import find_here
from govsite.web.page import render_page
from govsite.web.pagination import paginate
from govsite.web.parameters import reads

bp = Blueprint("browse", __name__)
LONGEST_TERM = 60  # characters
SHORT_LIST = 5  # items: what stands below them is seen at once, and what other levels handle is asked for more often
WAY = FACETS.index("way")

FACET_LABELS = {
    "natural": {"theme": "主题", "event": "人生事件", "group": "特定群体", "way": "办理方式", "department": "部门"},
    "legal": {"theme": "主题", "event": "经营活动", "group": "特定群体", "way": "办理方式", "department": "部门"},
}


@bp.get("/personal")
@reads("page", *FACETS)
def personal() -> Response:
    """个人办事."""
    return _browse("natural", "personal")


@bp.get("/business")
@reads("page", *FACETS)
def business() -> Response:
    """法人办事."""
    return _browse("legal", "business")


def _browse(audience: str, column: str) -> Response:
    content = site_content()
    shelf = content.shelves[audience]
    chosen: Chosen = tuple(_term(name, shelf) for name in FACETS)  # type: ignore[assignment]
    if not shelf.knows(chosen):
        abort(404)
    listing = shelf.listing(chosen)
    return render_page(
        "browse/page.html",
        "browse/_results.html",
        column=column,
        path=f"/{column}",
        labels=FACET_LABELS[audience],
        listing=listing,
        pages=paginate(listing.offers),
        content=content,
        kept=query_of(chosen),
        below=items_below(snapshot(), find_here().site, audience, chosen),
        short=len(listing.offers) <= SHORT_LIST,
        explained=explained(chosen[WAY] or ""),
        depends=[CATALOGUE],
    )


def _term(name: str, shelf: Shelf) -> str | None:
    """The chosen value, in either script; None if there is none."""
    text = request.args.get(name, "")[:LONGEST_TERM].strip()
    return shelf.term(name, text) or text or None
