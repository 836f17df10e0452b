"""The guide of an item: six tabs, two print versions, its forms, and the sites that offer the same item."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, send_file, send_from_directory

from govsite.database.session import reading
from govsite.database.topics import CATALOGUE
from govsite.domain.cases import figures as cases
from govsite.domain.catalogue import stored_forms
from govsite.domain.catalogue.elsewhere import who_offers
from govsite.domain.catalogue.guides import TABS, Guide, sites_offering
from govsite.domain.catalogue.related import related_to
from govsite.domain.common.days import today
from govsite.domain.index.former import successor
from govsite.domain.letters import figures as letters
from govsite.domain.tickets.ratings import RATINGS, ratings_of
from govsite.web.articles import articles_about, shown_articles, topics_of
from govsite.web.content import guide_or_none, snapshot
from govsite.web.form_files import form_files
from govsite.web.here import here
from govsite.web.opening import open_today
from govsite.web.page import render_page
from govsite.web.qr import qr_code

bp = Blueprint("guides", __name__, url_prefix="/guides/<code>")
PAUSED = "暂停"  # the state of an item that comes back
RATINGS_AGE = 300  # seconds
FIRST_TAB = next(iter(TABS))


@bp.get("")
@bp.get("/<any(basic, notes, offices, agencies, advisers, online):tab>")
def guide(code: str, tab: str = FIRST_TAB) -> Response:
    """One tab of the guide; where this site does not offer the item, the page that says who does."""
    found = _guide(code)
    if found is None:
        return _elsewhere(code)
    shown = shown_articles()
    return render_page(
        "guides/page.html",
        "guides/_tabs.html",
        guide=found,
        tab=tab,
        related=related_to(snapshot(), here.site.code, found.item),
        notices=articles_about(shown, item=code),
        of_today=tab == "offices",
        depends=[CATALOGUE, *topics_of(shown)],
        **_common(),
    )


@bp.get("/<any(brief, print):kind>")
def printed(code: str, kind: str) -> Response:
    """The whole guide on one page with a QR code back, or what one has to know on one sheet (简版指南)."""
    found = _guide(code)
    if found is None:
        return _elsewhere(code)
    url = here.lasting(f"{here.root}/guides/{code}")
    qr_size, qr = qr_code(url)
    drawn: dict[str, Any] = {"url": url, "qr_size": qr_size, "qr": qr}
    return render_page(f"guides/{kind}.html", guide=found, of_today=True, depends=[CATALOGUE], **drawn, **_common())


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
    _tell_former(code)
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
    folder = current_app.extensions["config"].files
    stored = None if (folder / name).is_file() else stored_forms.find(reading(), name)
    if stored:
        response = send_file(BytesIO(stored.content), stored.kind, as_attachment=True, download_name=name)
    else:
        response = send_from_directory(folder, name, as_attachment=True)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _tell_former(code: str) -> None:
    """Answer with what became of an item that is done no more: a link in an old notice should not end in nothing."""
    now = snapshot()
    if one := now.former.get(code):
        after = now.items.get(successor(now.former, code))
        abort(render_page("guides/former.html", status=404 if one.state == PAUSED else 410, item=one, after=after))


def _common() -> dict[str, Any]:
    return {"tabs": TABS, "files": form_files(), "open_today": open_today}


def _guide(code: str) -> Guide | None:
    _tell_former(code)
    found = guide_or_none(code)
    return found.reached_by(here.site.contact.phone, here.tree.portal.hotline) if found else None


def _elsewhere(code: str) -> Response:
    return redirect(f"{here.root}/guides/{code}/elsewhere")  # type: ignore[return-value]
