"""Tickets of one's own (我的办件、我的来信): a list, putting one in, opening one, taking one out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, request

from govsite.characters import clean
from govsite.database.session import reading
from govsite.domain.accounts import claims, levels
from govsite.domain.accounts.claims import Owner
from govsite.domain.accounts.refused import Refused
from govsite.domain.tickets import door
from govsite.forms.accounts import ClaimForm
from govsite.typed import Typed
from govsite.web import sessions
from govsite.web.citizen import current_citizen
from govsite.web.clients import client_key
from govsite.web.here import here
from govsite.web.levels import step_up
from govsite.web.own_tickets import KINDS, rows_of
from govsite.web.page import render_page
from govsite.web.pagination import before
from govsite.web.staff import is_good

bp = Blueprint("own_tickets", __name__, url_prefix="/account/tickets")
PAGES = {"letter": "letters", "case": "progress"}  # kind -> the column whose look-up opens it
WAIT = "为了保护您的信息，请过 {} 分钟再试：试的次数太多，或者系统正忙。"
DONE = {"claim": "已经放进您的用户空间。", "drop": "已经从这里拿掉，办理照常进行，用编号和密码照样可以查。"}


@bp.get("")
def mine() -> Response:
    """The list, and the form that puts one in."""
    return _list(blank_form())


@bp.post("")
def claim() -> Response:
    """Put in a ticket by its number and password."""
    form = ClaimForm()
    status = claimed(form, claims.of(current_citizen()))
    return _list(form, status) if status else _done("claim")


@bp.post("/<int(max=2147483647):number>/open")
def enter(number: int) -> Response:
    """Open one of one's own, as its number and password do."""
    return opened(claims.of(current_citizen()), number)


@bp.post("/<int(max=2147483647):number>/drop")
def drop(number: int) -> Response:
    """Take one out."""
    claims.drop(claims.of(current_citizen()), number)
    return _done("drop")


def blank_form() -> ClaimForm:
    """The form, with the number that a page led here with."""
    form = ClaimForm(formdata=None)
    form.number.data = Typed(clean(request.args.get("number", ""))[:40])
    return form


def claimed(form: ClaimForm, owner: Owner) -> int:
    """Put a ticket into somebody's space: 0 where it is there, else the status of the form, which says why not."""
    if not is_good(form):
        return 422 if form.errors or form.form_errors else 200
    tries = door.Tries.of(current_app.extensions["config"].secret_key, form.number.data, client_key())
    if seconds := tries.wait():
        form.form_errors.append(WAIT.format(-(-seconds // 60)))
        return 429
    suspicious = tries.is_suspicious()
    if suspicious and not form.passes_captcha():
        tries.give_back(suspicious)
        return 422
    found = door.by_password(current_app.extensions["passwords"], form.number.data, form.password.data)
    if found is None:
        form.form_errors.append(door.WRONG)
        return 422
    tries.give_back(suspicious)
    try:
        claims.claim(owner, found.ticket_id)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return 409
    return 0


def opened(owner: Owner, number: int) -> Response:
    """Begin the session of the door for a ticket in somebody's space; 404 for any other."""
    own = claims.find(reading(), owner, number)
    if own is None:
        abort(404)
    if not sessions.has_valid_token():
        abort(403)
    if not owner.details and (level := levels.wanted(reading(), own.item_code)) > current_citizen().level:
        return step_up(level, "/account/tickets")
    claims.note_opening(owner, own.id)
    by = {"mandate": owner.mandate_id} if owner.mandate_id is not None else {}
    sessions.begin(door.KIND, str(own.id), ticket=own.kind, **by)
    # A site's domain has no cookie of another host: there the main site opens it.
    root = here.root if here.is_home_of(here.site) else here.root_of(here.tree.root)
    return redirect(f"{root}/{PAGES[own.kind]}/lookup", 303)  # type: ignore[return-value]


def shown(owner: Owner) -> dict[str, Any]:
    """What the page of a list shows."""
    kind = request.args.get("kind", "")
    kind, of_kind = (kind, KINDS[kind][1]) if kind in KINDS else ("", "")
    found = claims.mine(reading(), owner, of_kind, before())
    following = found[-1].id if len(found) == claims.MOST else None
    return {"tickets": rows_of(found), "kind": kind, "kinds": KINDS, "following": following}


def _done(what: str) -> Response:
    return redirect(f"{here.root}/account/tickets?done={what}", 303)  # type: ignore[return-value]


def _list(form: ClaimForm, status: int = 200) -> Response:
    done = DONE.get(request.args.get("done", ""), "")
    context = shown(claims.of(current_citizen()))
    return render_page("account/tickets.html", status=status, form=form, done=done, **context)
