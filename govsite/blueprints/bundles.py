"""Bundles of errands (高效办成一件事): what is done together in one event of a life or of a business."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from govsite.database.topics import CATALOGUE
from govsite.domain.catalogue.bundle_page import bundle_page
from govsite.web.content import snapshot
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("bundles", __name__)


@bp.get("/bundles")
def bundles() -> Response:
    """All bundles, each once: those of persons first."""
    known = snapshot().bundles.values()
    groups = [(name, [each for each in known if each.audience == name]) for name in ("natural", "both", "legal")]
    return render_page("bundles/page.html", groups=groups, depends=[CATALOGUE])


@bp.get("/bundles/<slug>")
def bundle(slug: str) -> Response:
    """One bundle: the items in their order, and what is brought."""
    now = snapshot()
    if slug not in now.bundles:
        abort(404)
    page = bundle_page(now, here.site, now.bundles[slug])
    return render_page("bundles/one.html", page=page, bundle=page.bundle, depends=[CATALOGUE])
