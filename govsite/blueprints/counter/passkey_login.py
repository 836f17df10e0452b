"""Signing in with a passkey (指纹、面容登录): a challenge for the device, then what it has signed."""

from __future__ import annotations

from flask import Blueprint, Response, request

from govsite.blueprints.counter.login_page import back_to_login
from govsite.domain.accounts import passkeys, records
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.forms.ways_in import KeyForm
from govsite.web import sessions
from govsite.web.citizen import go_in, landing_page, own_limits
from govsite.web.page import render_page
from govsite.web.staff import own_place

bp = Blueprint("passkey_login", __name__, url_prefix="/login/passkey")
TOO_MANY = 429


@bp.post("")
def ask() -> Response:
    """The page whose script asks the device; the challenge is of this browser alone."""
    form = KeyForm()
    page = landing_page(form.next.data or "")
    if wait := begin_try(own_limits().trip()):
        return back_to_login(told(wait), TOO_MANY, page)
    token, options = passkeys.request(own_place())
    sessions.hand_over(passkeys.COOKIE, token)
    return render_page("account/passkey_login.html", options=options, seconds=passkeys.SECONDS, following=page)


@bp.post("/finish")
def enter() -> Response:
    """What the device has signed: whose passkey it is, is signed in."""
    form = KeyForm()
    page = landing_page(form.next.data or "")
    if wait := begin_try(own_limits().trip()):
        return back_to_login(told(wait), TOO_MANY, page)
    token = request.cookies.get(sessions.cookie_name(passkeys.COOKIE), "")
    sessions.take_back(passkeys.COOKIE)
    try:
        citizen = passkeys.sign_in(own_place(), token, form.credential.data or "")
    except Refused as refused:
        return back_to_login(str(refused), 422, page)
    return go_in(citizen, page, records.PASSKEY)
