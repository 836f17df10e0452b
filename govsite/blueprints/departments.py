"""Departments (部门) and the items each is responsible for."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect

from govsite.database.topics import CATALOGUE
from govsite.domain.catalogue.departments import find_office, offers_of
from govsite.domain.common.phones import reach
from govsite.web.content import site_content, snapshot
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import paginate
from govsite.web.parameters import reads

bp = Blueprint("departments", __name__)


@bp.get("/departments")
def departments() -> Response:
    """The departments that offer items at this site."""
    return render_page("departments/page.html", offices=site_content().serving, depends=[CATALOGUE])


@bp.get("/departments/<slug>")
@reads("page")
def department(slug: str) -> Response:
    """One department with its contact and items; one that only other sites have redirects to the list."""
    content = site_content()
    office = find_office(content.offices, slug)
    if office is None:
        if slug not in snapshot().departments:
            abort(404)
        return redirect(f"{here.root}/departments")  # type: ignore[return-value]
    pages = paginate(offers_of(office, content.offers, content.offices))
    phones = reach(office.phone, office.complaint_phone, here.site.contact.phone, here.tree.portal.hotline)
    return render_page(
        "departments/one.html",
        "departments/_items.html",
        office=office,
        phones=phones,
        pages=pages,
        depends=[CATALOGUE],
    )
