"""Letters to the government (互动交流): those that are published, their statistics, their feed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, abort, redirect, request

from govsite.database.session import reading
from govsite.database.topics import CATALOGUE, LETTERS
from govsite.domain.common.days import NEVER, start_of, today
from govsite.domain.letters.published import Published, find_published, list_published, newest_with_texts
from govsite.domain.letters.statement import statement_of
from govsite.domain.letters.wanted import (
    LONGEST_LETTER_QUERY,
    MOST_FOUND,
    Wanted,
    clocks,
    codes_of,
    find_letters,
    read_wanted,
)
from govsite.domain.tickets.ratings import RATINGS
from govsite.typed import Typed
from govsite.web.charts import bar_chart
from govsite.web.content import answers, site_content
from govsite.web.here import here
from govsite.web.page import render_page, render_text
from govsite.web.pagination import PER_PAGE, Pages, paginate, this_query
from govsite.web.parameters import reads
from govsite.web.script import fold

bp = Blueprint("letters", __name__)
MOST_FEED_ENTRIES = 20
FIGURES_AGE = 600  # seconds


@bp.get("/letters")
@reads("kind", "department", "q", "before", "page")
def letters() -> Response:
    """The published letters of this site and of those below it: found by keyword, else all of them, newest first."""
    args, kinds, known = request.args, here.tree.portal.letters, answers()
    typed = args.get("q", "")[:LONGEST_LETTER_QUERY].strip()
    departments = known.departments(codes_of(here.site)) if known else []
    wanted = read_wanted(args.get("kind", ""), args.get("department", ""), kinds, departments)
    return render_page(
        "letters/page.html",
        "letters/_list.html",
        q=Typed(typed),
        wanted=wanted,
        departments=departments,
        clocks=clocks(kinds),
        offices=site_content().offices,
        ratings=RATINGS,
        most=MOST_FOUND,
        newest=known.searched_newest if known else 0,
        **(_found(fold(typed), wanted) if typed else _listed(wanted)),
        depends=[CATALOGUE, LETTERS],
    )


def _found(query: str, wanted: Wanted) -> dict[str, Any]:
    """What a keyword finds, the best first."""
    pages = paginate(find_letters(answers(), here.site, query, wanted))
    return _rows(pages.rows, pages)


def _listed(wanted: Wanted) -> dict[str, Any]:
    """All letters, page by page from the last one of the page before."""
    before = request.args.get("before", "")
    codes, conditions = codes_of(here.site), wanted._asdict()
    rows, older = list_published(reading(), codes, PER_PAGE, **conditions, before=before)
    return _rows(rows, None, this_query("before", rows[-1].public_id) if older else "")


def _rows(rows: Sequence[Published], pages: Pages[Published] | None, older: str = "") -> dict[str, Any]:
    return {"rows": rows, "pages": pages, "older": older}


@bp.get("/letters/<public_id>")
def letter(public_id: str) -> Response:
    """One published letter, at the site that answered it."""
    found = find_published(reading(), public_id)
    if found is None:
        abort(404)
    owner = here.tree.by_code.get(found.letter.site_code, here.tree.root)
    if owner is not here.site:
        return redirect(f"{here.root_of(owner)}/letters/{public_id}")  # type: ignore[return-value]
    content = site_content()
    return render_page(
        "letters/one.html",
        found=found,
        letter=found.letter,
        office=content.offices.get(found.letter.department),
        offer=content.offers.get(found.letter.item_code),
        ratings=RATINGS,
        depends=[CATALOGUE, LETTERS],
    )


@bp.get("/letters/figures")
def figures() -> Response:
    """Statistics of the last twelve months."""
    statement = statement_of(reading(), here.site, today())
    chart = bar_chart(("收到", "答复"), [(each.label, (each.received, each.answered)) for each in statement.months])
    return render_page("letters/figures.html", statement=statement, chart=chart, age=FIGURES_AGE, depends=())


@bp.get("/letters/feed.xml")
def feed() -> Response:
    """Atom feed of the published letters (RFC 4287); an entry keeps its id whatever becomes of its address."""
    newest = newest_with_texts(reading(), codes_of(here.site), MOST_FEED_ENTRIES)
    entries = [(uuid5(NAMESPACE_URL, f"letter:{each.letter.public_id}").urn, each) for each in newest]
    own = uuid5(NAMESPACE_URL, f"letters:{here.site.code}").urn
    times = [each.updated for each in newest if each.updated]
    updated = max(times).isoformat() if times else start_of(NEVER)
    return render_text(
        "letters/feed.xml", "application/atom+xml", own=own, entries=entries, updated=updated, depends=[LETTERS]
    )
