"""Where departments' systems send people to sign in (单点登录), and to sign out."""

from __future__ import annotations

from flask import Blueprint, Response, redirect

from govsite.domain.accounts.account import KIND
from govsite.web import openid
from govsite.web.citizen import LOGIN
from govsite.web.here import here
from govsite.web.sessions import find

bp = Blueprint("openid", __name__, url_prefix="/oauth")


@bp.get("/authorize")
def authorize() -> Response:
    """Lead on to what is still wanted of who comes, or back to the system."""
    found = openid.decide(openid.own_query())
    if isinstance(found, Response):
        return found
    query = openid.stamped(found.query, found.since) if found.since else found.query
    return redirect(f"{here.root}{openid.CONSENT}?{query}")  # type: ignore[return-value]


@bp.get("/logout")
def leave() -> Response:
    """Who is signed in is asked whether to sign out; others are led on at once."""
    query = openid.own_query()
    if find(KIND) is not None:
        return redirect(f"{here.root}{openid.LEAVE}?{query}")  # type: ignore[return-value]
    _, address = openid.server().leaving(openid.issuer() + openid.LOGOUT, query)
    return openid.leave(address or f"{here.root}{LOGIN}?left=1", came_back=False)
