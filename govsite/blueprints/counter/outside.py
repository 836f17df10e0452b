"""Signing in with another system (支付宝登录、统一身份认证登录): to it, and back with who it is."""

from __future__ import annotations

from flask import Blueprint, Response, request

from govsite.blueprints.counter import outside_firm
from govsite.blueprints.counter.login_page import back_to_login as told
from govsite.blueprints.counter.returning import arrived, back_page, came_back
from govsite.domain.accounts import outside
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.trips import Way
from govsite.domain.common import tries
from govsite.forms.outside import BackForm, LinkPhoneForm
from govsite.web import trips
from govsite.web.citizen import go_in, landing_page, own_limits
from govsite.web.page import render_page
from govsite.web.trips import KEYS, own_system

bp = Blueprint("outside", __name__, url_prefix=f"/login/{KEYS}")
CANCELLED = "没有用{}登录。可以再点一次，也可以用密码或者短信验证码登录。"


@bp.post("")
def leave(key: str) -> Response:
    """Set out."""
    own_system(key)
    if wait := tries.begin_try(own_limits().trip()):
        return told(tries.told(wait), 429)
    try:
        return trips.leave(key, None, landing_page(request.form.get("next", "")), _back(key))
    except Refused as refused:
        return told(str(refused), 503)


@bp.get("/back")
def back(key: str) -> Response:
    """Back again, with an answer or without."""
    system = own_system(key)
    return arrived(key, _back(key), "登录") or told(CANCELLED.format(system.name))


@bp.post("/back")
def enter(key: str) -> Response:
    """Ask who it is: signed in where an account is bound, else a phone is asked for."""
    system, form = own_system(key), BackForm()
    way = trips.open_way(key, form.state.data)
    if way is None or way.account_id is not None:
        return told(outside.OVER.format(system.name), 422)
    try:
        way = came_back(key, way, form, _back(key))
        if way.person and way.person.credit_code:
            return outside_firm.came(key, way)
        citizen = outside.sign_in(system, way)
    except outside.NotAsked as refused:
        form.form_errors.append(str(refused))
        return back_page(key, form, _back(key), "登录", 503)
    except Refused as refused:
        return told(str(refused), 422)
    if citizen is None:
        return _link(key, way)
    trips.end()
    return go_in(citizen, way.page, key)


def _link(key: str, way: Way) -> Response:
    """The first time: the phone of an account that there is, or will be."""
    form = LinkPhoneForm(formdata=None)
    form.trip.data = way.token
    form.ask_captcha()
    return phone_page(key, form, way)


def phone_page(key: str, form: LinkPhoneForm, way: Way, status: int = 200) -> Response:
    """The form of the phone; who has an account by their number is told so."""
    known = way.person is not None and outside.owner_of(way.person) is not None
    said = outside.HAS_ACCOUNT if known else ""
    name = own_system(key).name
    return render_page("account/outside_phone.html", status=status, form=form, key=key, name=name, said=said)


def _back(key: str) -> str:
    return f"/login/{key}/back"
