"""Browsing by department."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from govsite.domain.catalog import find_office, offices_with_counts
from govsite.web.content import site_content
from govsite.web.page import render_page
from govsite.web.pagination import paginate

bp = Blueprint("departments", __name__)


@bp.get("/departments")
def departments() -> Response:
    """The departments of this site that offer items."""
    return render_page("departments/page.html", offices=offices_with_counts(site_content()))


@bp.get("/departments/<slug>")
def department(slug: str) -> Response:
    """One department: contact and items."""
    content = site_content()
    office = find_office(content, slug)
    if office is None:
        abort(404)
    offers = [offer for offer in content.offers.values() if offer.department == office.key]
    return render_page("departments/one.html", "departments/_items.html", office=office, pages=paginate(offers))
