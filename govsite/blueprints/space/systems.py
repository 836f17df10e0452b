"""Departments' systems that somebody signs in to with their account (我授权的系统): asked, listed, taken back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.openid import consents, firms, scopes
from govsite.domain.tickets import door
from govsite.typed import Typed
from govsite.web import openid, sessions
from govsite.web.citizen import LOGIN, current_citizen
from govsite.web.company import for_companies, signed_in_name
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import row_number
from govsite.web.staff import EXPIRED

bp = Blueprint("systems", __name__)
PAGE = "/account/systems"
DONE = {"withdraw": "已经撤销。这个系统不能再读您的资料，您在那里的登录也会结束。"}


@bp.get(PAGE)
def overview() -> Response:
    """What systems are let know what, since when."""
    rows, done = consents.mine(reading(), current_citizen().id), DONE.get(request.args.get("done", ""), "")
    return render_page("systems/list.html", rows=rows, words=scopes.WORDS, done=done)


@bp.post(f"{PAGE}/withdraw")
def withdraw() -> Response:
    """Let a system know nothing any more."""
    number = row_number(request.form.get("system", ""))
    if number is None or not consents.take_back(current_citizen(), number):
        abort(404)
    return redirect(f"{here.root}{PAGE}?done=withdraw", 303)  # type: ignore[return-value]


@bp.get(openid.CONSENT)
def ask() -> Response:
    """Who asks, for what and why."""
    found = openid.decide(openid.own_query())
    return found if isinstance(found, Response) else _asked(found)


@bp.post(openid.CONSENT)
def answer() -> Response:
    """Back to the system, with what is allowed or with word that nothing is."""
    found = openid.decide(request.form.get("asked", ""))
    if isinstance(found, Response):
        return found
    if not sessions.has_valid_token():
        return _asked(found, 422, EXPIRED)
    if request.form.get("do") != "allow":
        return openid.refuse(found)
    firm = row_number(request.form.get("firm", "")) or 0
    is_firm = scopes.FIRM in found.scopes and firms.is_one(reading(), found.citizen, firm)
    chosen = [name for name in request.form.getlist("scope") if name != scopes.FIRM]
    allowed = consents.give(found.citizen, found.client, found.scopes, chosen + [scopes.FIRM] * is_firm)
    return openid.go_on(found, allowed, firm if is_firm else 0)


@bp.route(openid.LEAVE, methods=["GET", "POST"])
@for_companies
def leave() -> Response:
    """Who comes from a system to sign out is asked; afterwards they are led back to it."""
    query = openid.own_query()
    client, address = openid.server().leaving(openid.issuer() + openid.LOGOUT, query)
    if request.method == "GET" or not sessions.has_valid_token():
        return render_page("systems/logout.html", client=client, query=Typed(query))
    with writing() as session:
        audit.append(session, who=signed_in_name(), what="account.sign_out")
    sessions.end()
    sessions.end_other(door.KIND)
    left = openid.leave(address, came_back=True) if address else redirect(f"{here.root}{LOGIN}?left=1", 303)
    left.headers["Clear-Site-Data"] = '"cache"'
    return left  # type: ignore[return-value]


def _asked(found: openid.Asked, status: int = 200, warned: str = "") -> Response:
    account = consents.account_of(reading(), found.citizen.id)
    own = [scope for scope in found.scopes if scope != scopes.FIRM]
    rows = [(scope, scopes.WORDS[scope], scopes.seen(account, scope)) for scope in own]
    query = openid.stamped(found.query, found.since)
    context: dict[str, Any] = {"client": found.client, "rows": rows, "asked": Typed(query), "warned": warned}
    context["firms"] = firms.choices(reading(), found.citizen.id) if scopes.FIRM in found.scopes else []
    context["alone"] = scopes.IDCARD  # sensitive: consent of its own (个人信息保护法 29)
    return render_page("systems/allow.html", status=status, citizen=found.citizen, **context)
