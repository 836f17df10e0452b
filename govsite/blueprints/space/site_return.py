"""Signed in at the main site: back to the host of the site where one set out."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.web import hosts
from govsite.web.citizen import landing_page
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("site_return", __name__, url_prefix="/account/return")


@bp.get("")
def back() -> Response:
    """The page that leads back; a page and no redirect, which form-action would stop after the form of a sign-in."""
    page = landing_page(request.args.get("next", ""))
    address = hosts.address_back(page)
    if not address:
        return redirect(f"{here.root}{page}")  # type: ignore[return-value]
    return render_page("account/host_return.html", address=address)
