"""Guides that are suggested by what somebody has chosen (为您推荐), and the choice."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.database.session import reading
from govsite.domain.accounts import profiles
from govsite.forms.space import InterestsForm
from govsite.web.citizen import current_citizen
from govsite.web.content import snapshot
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import is_good
from govsite.web.suggesting import MOST, suggested_to

bp = Blueprint("suggestions", __name__, url_prefix="/account/suggestions")
DONE = "已经存好。"


@bp.route("", methods=["GET", "POST"])
def choose() -> Response:
    """What is suggested and why, and by what it is chosen."""
    citizen, form = current_citizen(), _form()
    if request.method == "GET":
        return _page(form)
    if not is_good(form):
        return _page(form, 422)
    chosen = (form.groups.data, form.events.data, form.district.data, form.suggests.data)
    profiles.choose(citizen.id, *chosen)
    return redirect(f"{here.root}/account/suggestions?done=1", 303)  # type: ignore[return-value]


def _form() -> InterestsForm:
    """With the terms for persons, as the catalogue has them."""
    terms = [each for each in snapshot().terms.vocabulary if each.audience != "legal"]
    groups, events = ([each.term for each in terms if each.facet == facet] for facet in ("group", "life_event"))
    sites = [(site.code, site.name) for site in here.tree.all]
    kept = profiles.own(reading(), current_citizen().id)
    values = {"groups": list(kept.groups), "events": list(kept.events), "district": kept.district}
    data = values | {"suggests": kept.suggests}
    made = InterestsForm(groups, events, sites, data=data) if request.method == "GET" else None
    return made or InterestsForm(groups, events, sites)


def _page(form: InterestsForm, status: int = 200) -> Response:
    kept = profiles.own(reading(), current_citizen().id)
    done = DONE if "done" in request.args else ""
    found = suggested_to(kept, MOST)
    return render_page("account/suggestions.html", status=status, form=form, kept=kept, found=found, done=done)
