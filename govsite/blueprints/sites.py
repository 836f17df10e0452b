"""Switching the site: province, cities, their counties and zones, with a filter."""

from __future__ import annotations

from flask import Blueprint, Response, request

from govsite.domain.switching import area_around, landing, overview
from govsite.sites.tree import Site
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.script import Typed, fold

bp = Blueprint("sites", __name__)
LONGEST = 40
MOST_FOUND = 60


@bp.get("/sites")
def sites() -> Response:
    """The sites of the area ``in``, or those that the filter finds anywhere; ``to`` is the page to keep."""
    typed = request.args.get("q", "")[:LONGEST]
    query = fold(typed)
    found = here.tree.match(query) if query else None
    return render_page(
        "sites/page.html",
        "sites/_list.html",
        q=Typed(typed),
        to=Typed(landing(request.args.get("to", "/"))),
        example=next(iter(here.tree.root.children), here.tree.root),
        found=found,
        shown=found[:MOST_FOUND] if found else [],
        overview=overview(_area()),
    )


def _area() -> Site:
    asked = here.tree.by_slug.get(request.args.get("in", ""))
    return asked if asked and asked.children else area_around(here.site)
