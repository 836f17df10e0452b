"""The home page of a site, and the switch between the standard and the large-text display."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from markupsafe import Markup

from govsite.database.topics import CATALOGUE, LETTERS
from govsite.domain.catalogue.halls import general, nearest_halls
from govsite.domain.catalogue.hot import hot_offers
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.domain.letters.wanted import codes_of
from govsite.sites.columns import column_names
from govsite.web.articles import shown_articles, topics_of
from govsite.web.content import answers, snapshot
from govsite.web.here import find_here
from govsite.web.landing import own_page
from govsite.web.last_month import figures_of_last_month
from govsite.web.page import render_page, render_part
from govsite.web.parameters import reads

bp = Blueprint("home", __name__)
MOST_NOTICES, MOST_HALLS, MOST_LETTERS = 5, 4, 3
COOKIE_SECONDS = 365 * 24 * 3600


@bp.get("/")
def home() -> Response:
    """Search, entrances, notices, hot items, halls, letters."""
    now, site, known = snapshot(), find_here().site, answers()
    content, shown = now.site(site.code), shown_articles()
    hot = hot_offers(content, site.hot)
    own = general(content.halls)
    area, halls = (site, own) if own else nearest_halls(now.halls.values(), site)
    return render_page(
        "home/page.html",
        hot=hot,
        entrances=_part("home/_entrances.html", now, content=content),
        bundles=_part("home/_bundles.html", now, bundles=now.bundles.values()),
        items=_part("home/_items.html", now, hot=hot),
        departments=_part("home/_departments.html", now, content=content),
        notices=shown.heads[:MOST_NOTICES],
        area=area,
        halls=halls[:MOST_HALLS],
        done=figures_of_last_month(site),
        letters=known.of(codes_of(site))[:MOST_LETTERS] if known else [],
        depends=[CATALOGUE, LETTERS, *topics_of(shown)],
    )


def _part(template: str, now: Snapshot, **context: Any) -> Markup:
    """A part that is made of the catalogue alone: the same until another snapshot of it has come."""
    names = column_names(find_here().site)
    return render_part(template, f"catalogue {now.serial}", "", names=names, **context)


@bp.get("/display")
@reads("mode", "to")
def display() -> Response:
    """Lead to 长者版 or the standard display of the page one was on, and remember the choice in a cookie."""
    if request.headers.get("Sec-Fetch-Dest", "document") != "document":
        abort(403)  # a picture on somebody else's page must not change how ours are shown
    elder = request.args.get("mode") == "elder"
    response = redirect(find_here().display_root(elder) + own_page(request.args.get("to", "/")), 303)
    if elder:
        response.set_cookie("display", "elder", max_age=COOKIE_SECONDS, samesite="Lax", httponly=True, path="/")
    else:
        response.delete_cookie("display", path="/")
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]
