"""Switching the site: province, cities, their counties and zones, with a filter."""

from __future__ import annotations

from flask import Blueprint, Response, request

from govsite.domain.switching import cities, landing
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.script import Typed, fold

bp = Blueprint("sites", __name__)
LONGEST = 40


@bp.get("/sites")
def sites() -> Response:
    """All sites, or those that the filter finds; ``to`` is the page to keep."""
    typed = request.args.get("q", "")[:LONGEST]
    query = fold(typed)
    found = here.tree.match(query) if query else None
    to = landing(request.args.get("to", "/"))
    return render_page(
        "sites/page.html",
        "sites/_list.html",
        q=Typed(typed),
        to=Typed(to),
        example=next(iter(here.tree.root.children), here.tree.root),
        found=found,
        cities=cities(here.tree) if found is None else [],
        direct=[site for site in here.tree.root.children if not site.children],
    )
