"""A real name that Alipay confirms (支付宝认证): a code by SMS, name and number, then to Alipay and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, request

from govsite.blueprints.counter import courses
from govsite.database.session import reading
from govsite.domain.accounts import certifying, codes
from govsite.domain.accounts.certifying import AlipaySettings
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.forms.accounts import CodeForm, NameForm
from govsite.forms.base import Form
from govsite.web import sessions, trips
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.here import here
from govsite.web.levels import go_back, wanted_page
from govsite.web.page import render_page
from govsite.web.staff import EXPIRED, is_good

bp = Blueprint("alipay_name", __name__, url_prefix="/account/level/alipay")
PAGE = "/account/level/alipay"


@bp.route("", methods=["GET", "POST"])
def start() -> Response:
    """What is confirmed and how, and what came of it, for who comes back; a POST sends the code."""
    _settings()
    form = CodeForm(formdata=None)
    if request.method == "GET":
        return _start(form)
    if not sessions.has_valid_token():
        return _over(EXPIRED)
    course = courses.begin_own(form, codes.REAL_NAME)
    return _code(CodeForm(formdata=None), course) if course else _start(form, 429)


@bp.post("/prove")
def prove() -> Response:
    """The code; then name and number are asked for, where none are known."""
    _settings()
    form, course = courses.own_of_form(codes.REAL_NAME)
    if course is None:
        return _over(courses.OVER)
    if request.form.get("do") == courses.AGAIN:
        return _code(form, course, 200 if courses.send_again(form, course) else 429)
    if not is_good(form) or not courses.is_proved(form, course):
        return _code(form, course, 422)
    return _name(_name_form(NameForm(formdata=None)), course)


@bp.post("/leave")
def leave() -> Response:
    """Name and number, which Alipay is told of; then to Alipay."""
    settings, citizen, form = _settings(), current_citizen(), _name_form(NameForm())
    course = courses.own_proved(codes.REAL_NAME, form.course.data or "")
    if course is None:
        return _over(courses.OVER)
    if not is_good(form):
        return _name(form, course, 422)
    try:
        typed = None if citizen.is_real else (form.name.data, form.id_no.data)
        id_no = typed[1] if typed else certifying.own_name(citizen)[1]
        if wait := begin_try(own_limits().real_name(citizen.id, id_no)):
            form.form_errors.append(told(wait))
            return _name(form, course, 429)
        address = certifying.begin(settings, citizen, course, typed, trips.address_of(f"{here.root}{PAGE}{_back()}"))
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _name(form, course, 422)
    return trips.lead_on(address, "支付宝")


@bp.post("/finish")
def finish() -> Response:
    """Ask Alipay what came of it."""
    settings = _settings()
    if not sessions.has_valid_token():
        return _over(EXPIRED)
    if wait := begin_try(own_limits().trip()):
        return _over(told(wait), 429)
    try:
        certifying.finish(settings, current_citizen())
    except Refused as refused:
        return _over(str(refused))
    return go_back()


def _name_form(form: NameForm) -> NameForm:
    """Name and number are asked of who has none that are known."""
    if current_citizen().is_real:
        del form.name, form.id_no
    return form


def _settings() -> AlipaySettings:
    """Alipay, where it confirms names."""
    found: AlipaySettings | None = current_app.extensions["config"].alipay
    return found if found and found.certify else abort(404)


def _over(said: str, status: int = 422) -> Response:
    form = CodeForm(formdata=None)
    form.form_errors.append(said)
    return _start(form, status)


def _start(form: Form, status: int = 200) -> Response:
    citizen = current_citizen()
    is_open = certifying.is_open(reading(), citizen.id)
    context: dict[str, Any] = {"citizen": citizen, "open": is_open, "next": wanted_page()}
    return render_page("account/alipay_level.html", status=status, form=form, **context)


def _back() -> str:
    """What Alipay brings back of the page that asked for it."""
    return f"?next={quote(wanted_page(), safe='')}" if wanted_page() else ""


def _code(form: CodeForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    form.next.data = wanted_page()
    return render_page("account/alipay_level_code.html", status=status, form=form, citizen=current_citizen())


def _name(form: NameForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    form.next.data = wanted_page()
    return render_page("account/alipay_level_name.html", status=status, form=form, citizen=current_citizen())
