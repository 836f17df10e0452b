"""One's own space (用户空间): its first page, and leaving."""

from __future__ import annotations

from flask import Blueprint, Response, redirect

from govsite.database.session import reading, writing
from govsite.domain.accounts import claims, favourites
from govsite.domain.common import audit
from govsite.domain.tickets import door
from govsite.web import sessions
from govsite.web.citizen import current_citizen
from govsite.web.company import for_companies, signed_in_name
from govsite.web.content import snapshot
from govsite.web.here import here
from govsite.web.own_tickets import rows_of
from govsite.web.page import render_page

bp = Blueprint("account", __name__, url_prefix="/account")
MOST_SHOWN = 5


@bp.get("")
def home() -> Response:
    """What is under way, what is kept at hand, and the ways on."""
    citizen = current_citizen()
    tickets = rows_of(claims.mine(reading(), claims.of(citizen))[:MOST_SHOWN])
    items = snapshot().items
    kept = [(each, items[each.item_code]) for each in favourites.mine(reading(), citizen.id) if each.item_code in items]
    return render_page("account/home.html", citizen=citizen, tickets=tickets, kept=kept[:MOST_SHOWN])


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
