"""Which way saves a trip (怎么办最省事): what each is, and what goes by it."""

from __future__ import annotations

from flask import Blueprint, Response

from govsite.database.topics import CATALOGUE
from govsite.domain.catalogue.ways import ways_of
from govsite.web.content import snapshot
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("easiest", __name__)


@bp.get("/easiest")
def easiest() -> Response:
    """By telephone, online, by post, near by, by appointment, with help."""
    return render_page("easiest/page.html", ways=ways_of(snapshot(), here.site), depends=[CATALOGUE])
