"""What other sites do for people (便民服务): links that say where they lead."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, Response

from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("services", __name__)


@bp.get("/services")
def services() -> Response:
    """The services of a site by group, in the order of sites.yaml."""
    groups = [(name, list(some)) for name, some in groupby(here.site.services, key=lambda each: each.group)]
    return render_page("services/page.html", groups=groups, depends=())
