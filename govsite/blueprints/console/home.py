"""Where staff begin: what waits for them here, what they may do, and the sites they work for."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from govsite.domain.people.scope import sites_of
from govsite.sites.site import Site
from govsite.typed import Typed
from govsite.web.console import grouped, pages_for
from govsite.web.deeds import changes
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.script import fold
from govsite.web.staff import any_staff, current_staff
from govsite.web.todo import own_drafts, waiting_at

bp = Blueprint("console", __name__, url_prefix="/console")
LONGEST_QUERY = 60  # characters
MOST_CHANGES = 8


@bp.get("/")
@any_staff
def home() -> Response:
    """What waits at this site; who has nothing to do here is told where they have. At the main site: of all of theirs.

    A bounded number of queries, whatever somebody may do and however much waits.
    """
    officer, site = current_staff(), here.site
    pages = pages_for(officer, site)
    waiting = [(page, found) for page in pages if page.waits and (found := page.waits(officer, site))]
    own = sites_of(officer, here.tree)
    return render_page(
        "console/home.html",
        waiting=waiting,
        elsewhere=waiting_at(officer, [one for one in own if one is not site]) if site.root else [],
        drafts=own_drafts(officer, here.tree, site),
        changes=changes(officer, here.tree, site, MOST_CHANGES),
        groups=grouped(page for page in pages if page.about),
        own=own,
        areas=_areas(own),
        works_here=site in own,
    )


@bp.get("/sites")
@any_staff
def sites() -> Response:
    """The sites that somebody works for, found by name, pinyin or code."""
    typed = request.args.get("q", "").strip()[:LONGEST_QUERY]
    query = fold(typed)
    own = sites_of(current_staff(), here.tree)
    found = [site for site in here.tree.match(query) if site in set(own)] if query else own
    return render_page("console/sites.html", query=Typed(typed), found=found, areas=_areas(found), number=len(own))


def _areas(sites: Sequence[Site]) -> list[list[Site]]:
    """Each site with those of the list below it; an area's own site stands first."""
    areas: dict[str, list[Site]] = {}
    for site in sites:
        top = site.path[1] if site.depth > 1 else site
        areas.setdefault(top.code, []).append(site)
    return list(areas.values())
