"""Notices (通知公告) of a site, and their feed."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, abort

from govsite.domain.common.days import NEVER, start_of, today
from govsite.web.here import here
from govsite.web.page import render_page, render_text
from govsite.web.pagination import paginate
from govsite.web.parameters import reads

bp = Blueprint("notices", __name__)
MOST_FEED_ENTRIES = 20


@bp.get("/notices")
@reads("page")
def notices() -> Response:
    """The notices in force, newest first."""
    return render_page("notices/page.html", pages=paginate(here.site.active_notices(today())), depends=())


@bp.get("/notices/<notice_id>")
def notice(notice_id: str) -> Response:
    """One notice; 410 once it has expired."""
    found = here.site.find_notice(notice_id, today())
    if found is None or found.from_ > today():
        abort(404)
    if found.until is not None and found.until < today():
        abort(410)
    here.owner = found.site
    return render_page("notices/one.html", notice=found, depends=())


@bp.get("/feed.xml")
def feed() -> Response:
    """Atom feed of the notices (RFC 4287); an entry keeps its id whatever becomes of its address."""
    newest = here.site.active_notices(today())[:MOST_FEED_ENTRIES]
    entries = [(uuid5(NAMESPACE_URL, f"notice:{each.site.code}:{each.id}").urn, each) for each in newest]
    own = uuid5(NAMESPACE_URL, f"notices:{here.site.code}").urn
    dates = {"start_of": start_of, "never": NEVER}
    return render_text("notices/feed.xml", "application/atom+xml", own=own, entries=entries, **dates, depends=())
