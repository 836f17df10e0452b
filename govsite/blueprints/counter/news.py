"""News of subscriptions for who is not signed in: the private feed of somebody, and the link that ends their mails."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, abort

from govsite.database.session import reading
from govsite.domain.common.days import NEVER, start_of
from govsite.domain.subscriptions import channels
from govsite.web.here import here
from govsite.web.page import render_page, render_text

bp = Blueprint("news", __name__, url_prefix="/account")


@bp.get("/news/<token>.xml")
def feed(token: str) -> Response:
    """Atom (RFC 4287) of what somebody has subscribed to: whoever knows the address may read it."""
    account_id = channels.feed_of(token)
    if account_id is None:
        abort(404)
    entries = [
        (uuid5(NAMESPACE_URL, f"news:{account_id}:{each.id}").urn, each, _link(each.page, each.site_code))
        for each in channels.entries(reading(), account_id)
    ]
    own = uuid5(NAMESPACE_URL, f"news:{account_id}").urn
    updated = max((each.at.isoformat() for _, each, _ in entries), default=start_of(NEVER))
    return render_text("account/feed.xml", "application/atom+xml", own=own, entries=entries, updated=updated)


@bp.get("/leave/<token>")
def ask(token: str) -> Response:
    """Whether the mails are to end: a link alone changes nothing, for machines open links too."""
    return _page(token, "ask" if channels.is_leave(token) else "none")


@bp.post("/leave/<token>")
def leave(token: str) -> Response:
    """They end, without a sign-in; mail programs send this by themselves (RFC 8058)."""
    return _page(token, "done" if channels.end_mails(token) else "none")


def _link(page: str, site_code: str) -> str:
    site = here.tree.by_code.get(site_code, here.site)
    return str(here.absolute(f"{here.root_of(site)}{page}"))


def _page(token: str, state: str) -> Response:
    return render_page("account/leave.html", status=404 if state == "none" else 200, token=token, state=state)
