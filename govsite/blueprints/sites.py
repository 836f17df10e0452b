"""Switching the site (切换站点): an overview of the sites around this one, and a search by place name."""

from __future__ import annotations

from flask import Blueprint, Response, request
from markupsafe import Markup

from govsite.sites.columns import Column
from govsite.sites.overview import area_around, overview
from govsite.sites.site import Site
from govsite.typed import Typed
from govsite.web.here import Here, find_here
from govsite.web.landing import column_of, landing
from govsite.web.page import render_page, render_part
from govsite.web.parameters import reads
from govsite.web.script import fold

bp = Blueprint("sites", __name__)
LONGEST_SITE_QUERY = 40  # characters
MOST_FOUND = 60  # sites listed for a query


@bp.get("/sites")
@reads("q", "in", "to")
def sites() -> Response:
    """The sites of the area ``in``, or those that match ``q``; ``to`` is the page to stay on."""
    here, args = find_here(), request.args
    typed = args.get("q", "")[:LONGEST_SITE_QUERY]
    query = fold(typed)
    found = here.tree.match(query) if query else None
    to = Typed(landing(args.get("to", "/")))
    column = column_of(to)
    return render_page(
        "sites/page.html",
        "sites/_list.html",
        q=Typed(typed),
        to=to,
        column=column,
        example=next(iter(here.tree.root.children), here.tree.root),
        found=found,
        shown=found[:MOST_FOUND] if found else [],
        overview=_overview(here, column, to) if found is None else "",
        depends=(),
    )


def _overview(here: Here, column: Column, to: str) -> Markup:
    area = _area(here)
    about = f"{area.slug} {column.feature}"  # sites differ in what they have switched on
    return render_part("sites/_overview.html", about, to, area=area, column=column, overview=overview)


def _area(here: Here) -> Site:
    asked = here.tree.by_slug.get(request.args.get("in", ""))
    return asked if asked and asked.children else area_around(here.site)
