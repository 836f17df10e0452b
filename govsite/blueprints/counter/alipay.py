"""Signing in with Alipay (支付宝登录): to Alipay, and back with who it is."""

from __future__ import annotations

from flask import Blueprint, Response, request

from govsite.blueprints.counter.login_page import back_to_login
from govsite.domain.accounts import alipay, records
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.forms.alipay import BackForm, LinkPhoneForm
from govsite.typed import Typed
from govsite.web import trips
from govsite.web.citizen import go_in, landing_page, own_limits
from govsite.web.page import render_page

bp = Blueprint("alipay", __name__, url_prefix="/login/alipay")
BACK = "/login/alipay/back"
CANCELLED = "没有用支付宝登录。可以再点一次，也可以用密码或者短信验证码登录。"


@bp.post("")
def leave() -> Response:
    """Set out for Alipay."""
    trips.own_alipay()
    if wait := begin_try(own_limits().trip()):
        return back_to_login(told(wait), 429)
    return trips.leave(None, landing_page(request.form.get("next", "")), BACK)


@bp.get("/back")
def back() -> Response:
    """Back from Alipay; nothing happens before the button is pressed, for nothing changes on GET."""
    trips.own_alipay()
    if moved := trips.at_its_site(BACK):
        return moved
    form = BackForm(request.args)
    return _back(form) if form.auth_code.data and form.state.data else back_to_login(CANCELLED)


@bp.post("/back")
def enter() -> Response:
    """Ask Alipay who it is: signed in where an account is bound, else a phone is asked for."""
    settings, form = trips.own_alipay(), BackForm()
    way = trips.open_way(form.state.data or "")
    if way is None or way.account_id is not None:
        return back_to_login(alipay.OVER, 422)
    try:
        way = alipay.come_back(settings, way, form.auth_code.data or "")
        citizen = alipay.sign_in(way)
    except alipay.NotAsked as refused:
        form.form_errors.append(str(refused))
        return _back(form, 503)
    except Refused as refused:
        return back_to_login(str(refused), 422)
    if citizen is not None:
        trips.end()
        return go_in(citizen, way.page, records.ALIPAY)
    linking = LinkPhoneForm(formdata=None)
    linking.trip.data = way.token
    linking.ask_captcha()
    return render_page("account/alipay_phone.html", form=linking)


def _back(form: BackForm, status: int = 200) -> Response:
    form.state.data, form.auth_code.data = Typed(form.state.data or ""), Typed(form.auth_code.data or "")
    return render_page("account/alipay_back.html", status=status, form=form, action=BACK, button="登录")
