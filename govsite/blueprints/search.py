"""Search: one box for items, departments, halls and notices."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, request

from govsite.domain.catalog import hot_offers
from govsite.domain.search.find import search as find
from govsite.extensions import reading
from govsite.web.content import site_content, snapshot
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import paginate
from govsite.web.script import Typed, fold

bp = Blueprint("search", __name__)
LONGEST = 100


@bp.get("/search")
def search() -> Response:
    """This site's items first, then who else handles what was asked for."""
    typed = request.args.get("q", "")[:LONGEST].strip()
    results = find(fold(typed), here.site, here.tree, snapshot(), reading, date.today())
    hot = hot_offers(site_content(), here.site.hot) if not results.here else []
    return render_page(
        "search/page.html", "search/_results.html", q=Typed(typed), results=results, pages=paginate(results.here), hot=hot
    )
