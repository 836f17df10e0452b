"""The guide of an item: six tabs, a print version, its forms, and the sites that offer the same item."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, redirect, send_from_directory

from govsite.database.session import reading
from govsite.database.topics import CATALOGUE
from govsite.domain.cases import figures as cases
from govsite.domain.catalogue.elsewhere import who_offers
from govsite.domain.catalogue.guides import TABS, Guide, sites_offering
from govsite.domain.common.days import today
from govsite.domain.letters import figures as letters
from govsite.domain.tickets.ratings import RATINGS, ratings_of
from govsite.web.content import guide_or_none, snapshot
from govsite.web.form_files import form_files
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.qr import qr_code

bp = Blueprint("guides", __name__, url_prefix="/guides/<code>")
RATINGS_AGE = 300  # seconds
FIRST_TAB = next(iter(TABS))


@bp.get("")
@bp.get("/<any(basic, notes, offices, agencies, advisers, online):tab>")
def guide(code: str, tab: str = FIRST_TAB) -> Response:
    """One tab of the guide; where this site does not offer the item, the page that says who does."""
    found = _guide(code)
    if found is None:
        return _elsewhere(code)
    return render_page(
        "guides/page.html",
        "guides/_tabs.html",
        guide=found,
        tab=tab,
        tabs=TABS,
        files=form_files(),
        depends=[CATALOGUE],
    )


@bp.get("/print")
def printed(code: str) -> Response:
    """The whole guide on one page with a QR code back."""
    found = _guide(code)
    if found is None:
        return _elsewhere(code)
    url = here.lasting(f"{here.root}/guides/{code}")
    qr_size, qr = qr_code(url)
    return render_page(
        "guides/print.html",
        guide=found,
        tabs=TABS,
        files=form_files(),
        url=url,
        qr_size=qr_size,
        qr=qr,
        depends=[CATALOGUE],
    )


@bp.get("/ratings")
def ratings(code: str) -> Response:
    """How cases of this item and the answers to letters about it were rated."""
    found = _guide(code)
    if found is None:
        return _elsewhere(code)
    if not here.site.has("letters"):
        abort(404)
    codes = [each.code for each in (here.site, *here.site.below)]
    known = ratings_of(reading(), codes, code, today(), (letters.RATED, cases.RATED))
    return render_page("guides/ratings.html", guide=found, found=known, ratings=RATINGS, age=RATINGS_AGE, depends=())


@bp.get("/elsewhere")
def elsewhere(code: str) -> Response:
    """The sites that offer the same item, nearest first."""
    now = snapshot()
    item = now.items.get(code)
    if item is None:
        abort(404)
    groups = who_offers(here.site, here.tree, sites_offering(now, code))
    here.owner = here.tree.root  # each site lists the same ones, in an order of its own
    return render_page(
        "guides/elsewhere.html",
        item=item,
        groups=groups,
        offered_here=guide_or_none(code) is not None,
        depends=[CATALOGUE],
    )


@bp.get("/forms/<name>")
def form(code: str, name: str) -> Response:
    """A blank form or filled sample of this item, as a download."""
    found = guide_or_none(code)
    named = [m.get(part, "") for m in found.item.materials for part in ("blank", "sample")] if found else []
    if not any(name == file.name for each in named for file in form_files().of(each)):
        abort(404)
    response = send_from_directory(current_app.extensions["config"].files, name, as_attachment=True)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _guide(code: str) -> Guide | None:
    found = guide_or_none(code)
    return found.reached_by(here.site.contact.phone, here.tree.portal.hotline) if found else None


def _elsewhere(code: str) -> Response:
    return redirect(f"{here.root}/guides/{code}/elsewhere")  # type: ignore[return-value]
