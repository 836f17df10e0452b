"""Messages of the portal to who is signed in (站内消息)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from govsite.blueprints.space.tickets import opened
from govsite.database.session import reading
from govsite.domain.accounts import claims
from govsite.domain.common import inbox
from govsite.web import sessions
from govsite.web.citizen import current_citizen
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import before

bp = Blueprint("messages", __name__, url_prefix="/account/messages")
ONE = "/<int(max=2147483647):number>"
DONE = {"read": "已经全部标为已读。", "remove": "已经删除。"}


@bp.get("")
def newest() -> Response:
    """The list, a page at a time."""
    kind = request.args.get("kind", "")
    kind = kind if kind in inbox.KINDS else ""
    found = inbox.newest(reading(), current_citizen().id, kind, before())
    following = found[-1].id if len(found) == inbox.MOST else None
    done = DONE.get(request.args.get("done", ""), "")
    context: dict[str, Any] = {
        "messages": found,
        "kind": kind,
        "kinds": inbox.KINDS,
        "following": following,
        "done": done,
    }
    return render_page("account/messages.html", **context)


@bp.post("/read")
def read_all() -> Response:
    """All of them are read."""
    inbox.mark_read(current_citizen().id)
    return _done("read")


@bp.post("/clear")
def clear() -> Response:
    """Delete those that are read."""
    inbox.remove(current_citizen().id)
    return _done("remove")


@bp.post(f"{ONE}/open")
def read_on(number: int) -> Response:
    """Mark one as read, and go to what it is about: the ticket, or a page of the site."""
    citizen = current_citizen()
    found = inbox.find(citizen.id, number)
    if found is None:
        abort(404)
    if not sessions.has_valid_token():
        abort(403)
    ticket_id, page, site_code = found.ticket_id, found.page, found.site_code
    inbox.mark_read(citizen.id, number)
    if ticket_id is not None and not page:
        if claims.find(reading(), claims.of(citizen), ticket_id):
            return opened(claims.of(citizen), ticket_id)
        page = "/account/tickets"  # it was taken out meanwhile
    site = None if page.startswith("/account") else here.tree.by_code.get(site_code)
    return redirect(f"{here.root_of(site) if site else here.root}{page or '/account/messages'}", 303)  # type: ignore[return-value]


@bp.post(f"{ONE}/remove")
def remove(number: int) -> Response:
    """Delete one."""
    inbox.remove(current_citizen().id, number)
    return _done("remove")


def _done(what: str) -> Response:
    return redirect(f"{here.root}/account/messages?done={what}", 303)  # type: ignore[return-value]
