"""One's own space (用户空间): its first page, and leaving."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect

from govsite.database.session import reading, writing
from govsite.domain.accounts import claims, favourites, profiles
from govsite.domain.common import audit
from govsite.domain.tickets import door
from govsite.web import sessions
from govsite.web.citizen import current_citizen
from govsite.web.company import for_companies, signed_in_name
from govsite.web.content import snapshot
from govsite.web.here import here
from govsite.web.own_tickets import rows_of, waiting_of
from govsite.web.page import render_page
from govsite.web.suggesting import suggested_to

bp = Blueprint("account", __name__, url_prefix="/account")
MOST_SHOWN, MOST_SUGGESTED = 5, 3


@bp.get("")
def home() -> Response:
    """What waits for somebody, what is under way, what is kept at hand, what is suggested."""
    citizen = current_citizen()
    owner = claims.of(citizen)
    waits = waiting_of(owner)
    tickets = rows_of(claims.mine(reading(), owner)[:MOST_SHOWN])
    items, by_code = snapshot().items, here.tree.by_code
    kept = [
        (items[each.item_code], by_code[each.site_code])
        for each in favourites.mine(reading(), citizen.id)
        if each.item_code in items and each.site_code in by_code
    ]
    found = suggested_to(profiles.own(reading(), citizen.id), MOST_SUGGESTED)
    context: dict[str, Any] = {"waits": waits, "tickets": tickets, "kept": kept[:MOST_SHOWN], "found": found}
    return render_page("account/home.html", citizen=citizen, **context)


@bp.post("/logout")
@for_companies
def leave() -> Response:
    """Sign out."""
    with writing() as session:
        audit.append(session, who=signed_in_name(), what="account.sign_out")
    sessions.end()
    sessions.end_other(door.KIND)  # a letter that was opened from here
    answer = redirect(f"{here.root}/login?left=1", 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer  # type: ignore[return-value]
