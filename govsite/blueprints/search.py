"""Search: one box for items, departments, halls and notices."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, request

from govsite.domain.catalog import hot_offers
from govsite.domain.search.find import FACETS
from govsite.domain.search.find import search as find
from govsite.extensions import reading
from govsite.web.content import site_content, snapshot
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import paginate
from govsite.web.script import Typed, fold

bp = Blueprint("search", __name__)
LONGEST = 100
LABELS = {"audience": "对象", "theme": "主题", "department": "部门"}


@bp.get("/search")
def search() -> Response:
    """This site's items first, then who else handles what was asked for."""
    typed = request.args.get("q", "")[:LONGEST].strip()
    chosen = {name: request.args.get(name, "")[:60] for name in FACETS}
    results = find(fold(typed), here.site, here.tree, snapshot(), reading, date.today(), chosen)
    return render_page(
        "search/page.html",
        "search/_results.html",
        q=Typed(typed),
        results=results,
        labels=LABELS,
        pages=paginate(results.here),
        hot=hot_offers(site_content(), here.site.hot) if results.empty else (),
    )
