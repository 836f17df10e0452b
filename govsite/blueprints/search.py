"""Search: one box for items, departments, halls, notices and what was answered before."""

from __future__ import annotations

from flask import Blueprint, Response, request

from govsite.database.topics import CATALOGUE, LETTERS
from govsite.domain.catalogue.hot import hot_offers
from govsite.domain.common.days import today
from govsite.domain.index.item_index import LONGEST_SEARCH
from govsite.domain.search.beside import find_beside
from govsite.domain.search.find import search as find
from govsite.domain.search.place_names import without
from govsite.domain.search.results import SEARCH_FACETS, Results
from govsite.folding import fold, in_place
from govsite.typed import Typed
from govsite.web.articles import articles_of, boards
from govsite.web.content import answers, searched, site_content
from govsite.web.here import find_here
from govsite.web.page import render_page
from govsite.web.pagination import paginate
from govsite.web.parameters import reads
from govsite.web.unanswered import note_unanswered

bp = Blueprint("search", __name__)
MOST_ANSWERED = 3
COUNTED_AGAIN = 60  # seconds: a search without an answer that is asked again meanwhile is the same one
FACET_LABELS = {"audience": "对象", "theme": "主题", "department": "部门"}


@bp.get("/search")
@reads("q", "page", *SEARCH_FACETS)
def search() -> Response:
    """This site's items first, then who else handles what was asked for."""
    args, here = request.args.to_dict(), find_here()
    typed = args.get("q", "")[:LONGEST_SEARCH].strip()
    chosen = {name: args[name][:60] for name in SEARCH_FACETS if name in args}
    results = find(fold(typed), here.site, here.tree, searched(), today(), chosen, boards())
    known = answers() if results.words else None
    beside = find_beside(searched(), here.site, results.query, results.words)
    if beside.services and (results.said.unsure or beside.passed_over):
        results = results.without_items()
    counted = results.empty and not beside and note_unanswered(here.site.code, results.query)
    return render_page(
        "search/page.html",
        "search/_results.html",
        q=Typed(typed),
        results=results,
        beside=beside,
        rest=_rest(typed, results),
        answered=known.search(results.words, here.site, MOST_ANSWERED) if known else [],
        labels=FACET_LABELS,
        pages=paginate(results.here, base=f"{here.root}/search"),
        hot=hot_offers(site_content(), here.site.hot) if results.empty else (),
        depends=[CATALOGUE, LETTERS, *articles_of(here.site.path)],
        age=COUNTED_AGAIN if counted else None,
    )


def _rest(typed: str, results: Results) -> Typed:
    """What was typed without the names of places, as it was typed where its characters stand as in the folded query."""
    as_typed = results.query and in_place(typed) == fold(typed)
    return Typed(without(typed, results.spans) if as_typed else results.query)
