"""Another system as a way in to one's own account (绑定): bound after a code to the phone, and taken away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from govsite.blueprints.counter import courses
from govsite.blueprints.counter.returning import arrived, back_page, came_back
from govsite.database.session import reading, writing
from govsite.domain.accounts import codes, identities, outside
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.forms.accounts import CodeForm
from govsite.forms.base import Form
from govsite.forms.outside import BackForm
from govsite.web import sessions, trips
from govsite.web.citizen import current_citizen, own_limits
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import EXPIRED, is_good, session_number
from govsite.web.trips import KEYS, own_system

PAGE = "/account/security"
bp = Blueprint("outside_binding", __name__, url_prefix=f"{PAGE}/{KEYS}")
CANCELLED = "没有绑定：{}里没有做完。可以再绑定一次。"


@bp.route("", methods=["GET", "POST"])
def binding(key: str) -> Response:
    """What binding means, or since when there is one; then a code to the phone."""
    own_system(key)
    form = CodeForm(formdata=None)
    if request.method == "GET":
        return _start(key, form)
    if not sessions.has_valid_token():
        return _over(key, EXPIRED)
    course = courses.begin_own(form, codes.BIND)
    return _code(key, CodeForm(formdata=None), course) if course else _start(key, form, 429)


@bp.post("/code")
def prove(key: str) -> Response:
    """The code; then to the other system."""
    own_system(key)
    form, course = courses.own_of_form(codes.BIND)
    if course is None:
        return _over(key, courses.OVER)
    if request.form.get("do") == courses.AGAIN:
        return _code(key, form, course, 200 if courses.send_again(form, course) else 429)
    if not is_good(form) or not courses.is_proved(form, course):
        return _code(key, form, course, 422)
    if wait := begin_try(own_limits().trip()):
        return _over(key, told(wait), 429)
    with writing() as session:
        is_mine = codes.spend(session, course)
    if not is_mine:
        return _over(key, courses.OVER)
    try:
        return trips.leave(key, current_citizen().id, PAGE, _back(key))
    except Refused as refused:
        return _over(key, str(refused), 503)


@bp.get("/back")
def back(key: str) -> Response:
    """Back again, with an answer or without."""
    system = own_system(key)
    return arrived(key, _back(key), "绑定") or _over(key, CANCELLED.format(system.name), 200)


@bp.post("/back")
def bind(key: str) -> Response:
    """Ask who it is, and bind them."""
    system, form, citizen = own_system(key), BackForm(), current_citizen()
    way = trips.open_way(key, form.state.data)
    if not is_good(form):
        return back_page(key, form, _back(key), "绑定", 422)
    if way is None or way.account_id != citizen.id:
        return _over(key, outside.OVER.format(system.name))
    try:
        outside.bind(system, citizen, came_back(key, way, form, _back(key)))
    except outside.NotAsked as refused:
        form.form_errors.append(str(refused))
        return back_page(key, form, _back(key), "绑定", 503)
    except Refused as refused:
        return _over(key, str(refused), 409)
    trips.end()
    return _done("bind")


@bp.post("/drop")
def drop(key: str) -> Response:
    """Take it away."""
    system = own_system(key)
    if not sessions.has_valid_token():
        abort(403)
    try:
        identities.unbind(current_citizen(), system.issuer, system.name, session_number())
    except Refused as refused:
        return _over(key, str(refused), 409)
    return _done("unbind")


def _done(what: str) -> Response:
    return redirect(f"{here.root}/account/security?done={what}", 303)  # type: ignore[return-value]


def _over(key: str, said: str, status: int = 422) -> Response:
    form = CodeForm(formdata=None)
    form.form_errors.append(said)
    return _start(key, form, status)


def _start(key: str, form: Form, status: int = 200) -> Response:
    citizen, system = current_citizen(), own_system(key)
    since = identities.bound(reading(), citizen.id, system.issuer)
    context: dict[str, Any] = {"citizen": citizen, "since": since, "key": key, "name": system.name}
    return render_page("account/outside_binding.html", status=status, form=form, **context)


def _code(key: str, form: CodeForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    context: dict[str, Any] = {"citizen": current_citizen(), "key": key, "name": own_system(key).name}
    return render_page("account/outside_binding_code.html", status=status, form=form, **context)


def _back(key: str) -> str:
    return f"{PAGE}/{key}/back"
