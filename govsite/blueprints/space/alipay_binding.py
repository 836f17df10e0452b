"""Alipay as a way in to one's own account (绑定支付宝): bound after a code to the phone, and taken away."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request

from govsite.blueprints.counter import courses
from govsite.database.session import reading, writing
from govsite.domain.accounts import alipay, codes, identities
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.forms.accounts import CodeForm
from govsite.forms.alipay import BackForm
from govsite.forms.base import Form
from govsite.typed import Typed
from govsite.web import sessions, trips
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import EXPIRED, is_good, session_number

bp = Blueprint("alipay_binding", __name__, url_prefix="/account/security/alipay")
BACK = "/account/security/alipay/back"
CANCELLED = "没有绑定：支付宝里没有做完。可以再绑定一次。"


@bp.route("", methods=["GET", "POST"])
def binding() -> Response:
    """What binding means, or since when there is one; then a code to the phone."""
    trips.own_alipay()
    form = CodeForm(formdata=None)
    if request.method == "GET":
        return _start(form)
    if not sessions.has_valid_token():
        return _over(EXPIRED)
    course = courses.begin_own(form, codes.BIND)
    return _code(CodeForm(formdata=None), course) if course else _start(form, 429)


@bp.post("/code")
def prove() -> Response:
    """The code; then to Alipay."""
    trips.own_alipay()
    form, course = courses.own_of_form(codes.BIND)
    if course is None:
        return _over(courses.OVER)
    if request.form.get("do") == courses.AGAIN:
        return _code(form, course, 200 if courses.send_again(form, course) else 429)
    if not is_good(form) or not courses.is_proved(form, course):
        return _code(form, course, 422)
    if wait := begin_try(own_limits().trip()):
        return _over(told(wait), 429)
    with writing() as session:
        is_mine = codes.spend(session, course)
    if not is_mine:
        return _over(courses.OVER)
    return trips.leave(current_citizen().id, "/account/security", BACK)


@bp.get("/back")
def back() -> Response:
    """Back from Alipay; nothing happens before the button is pressed."""
    trips.own_alipay()
    if moved := trips.at_its_site(BACK):
        return moved
    form = BackForm(request.args)
    return _back(form) if form.auth_code.data and form.state.data else _over(CANCELLED, 200)


@bp.post("/back")
def bind() -> Response:
    """Ask Alipay who it is, and bind them."""
    settings, form, citizen = trips.own_alipay(), BackForm(), current_citizen()
    way = trips.open_way(form.state.data or "")
    if not is_good(form):
        return _back(form, 422)
    if way is None or way.account_id != citizen.id:
        return _over(alipay.OVER)
    try:
        alipay.bind(citizen, alipay.come_back(settings, way, form.auth_code.data or ""))
    except alipay.NotAsked as refused:
        form.form_errors.append(str(refused))
        return _back(form, 503)
    except Refused as refused:
        return _over(str(refused), 409)
    trips.end()
    return _done("bind")


@bp.post("/drop")
def drop() -> Response:
    """Take it away."""
    trips.own_alipay()
    if not sessions.has_valid_token():
        abort(403)
    try:
        identities.unbind(current_citizen(), alipay.ISSUER, session_number())
    except Refused as refused:
        return _over(str(refused), 409)
    return _done("unbind")


def _done(what: str) -> Response:
    return redirect(f"{here.root}/account/security?done={what}", 303)  # type: ignore[return-value]


def _over(said: str, status: int = 422) -> Response:
    form = CodeForm(formdata=None)
    form.form_errors.append(said)
    return _start(form, status)


def _start(form: Form, status: int = 200) -> Response:
    citizen = current_citizen()
    since = identities.bound(reading(), citizen.id, alipay.ISSUER)
    return render_page("account/alipay_binding.html", status=status, form=form, citizen=citizen, since=since)


def _code(form: CodeForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return render_page("account/alipay_binding_code.html", status=status, form=form, citizen=current_citizen())


def _back(form: BackForm, status: int = 200) -> Response:
    form.state.data, form.auth_code.data = Typed(form.state.data or ""), Typed(form.auth_code.data or "")
    return render_page("account/alipay_back.html", status=status, form=form, action=BACK, button="绑定")
