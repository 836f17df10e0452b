"""Who came by another system for the first time (关联注册): a phone, its code; then an account is bound or made."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.blueprints.counter import courses
from govsite.blueprints.counter.login_page import back_to_login as login
from govsite.blueprints.counter.outside import phone_page
from govsite.database.session import reading
from govsite.domain.accounts import account, codes, outside, records
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.trips import Way
from govsite.domain.common.tries import begin_try, told
from govsite.forms.outside import LinkCodeForm, LinkNameForm, LinkPhoneForm
from govsite.web import trips
from govsite.web.citizen import begin_session, go_in, note_way, own_limits
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.trips import KEYS, own_system

bp = Blueprint("outside_link", __name__, url_prefix=f"/login/{KEYS}")
TOO_MANY = 429


@bp.post("/phone")
def phone(key: str) -> Response:
    """Send a code to the phone, whether it has an account or not."""
    form = LinkPhoneForm()
    way = _way(key, form.trip.data)
    if way is None:
        return _over(key)
    if not form.validate():
        return _phone(key, form, way, 422 if form.errors else 200)
    if not form.passes_captcha():
        return _phone(key, form, way, 422)
    course = courses.begin(form, form.phone, codes.LINK)
    if course is None:
        form.ask_captcha()
        return _phone(key, form, way, TOO_MANY)
    following = LinkCodeForm(formdata=None)
    following.trip.data = form.trip.data
    return _code(key, following, course)


@bp.post("/code")
def code(key: str) -> Response:
    """The code and the agreement; who has a real name is asked for it, too."""
    form = LinkCodeForm()
    way, course = _way(key, form.trip.data), codes.find(codes.LINK, form.course.data or "")
    if way is None or course is None:
        return _over(key)
    if request.form.get("do") == courses.AGAIN:
        return _code(key, form, course, 200 if courses.send_again(form, course) else TOO_MANY)
    if not form.validate() or not courses.is_proved(form, course):
        return _code(key, form, course, 422)
    if outside.asks_name(way, course):
        following = LinkNameForm(formdata=None)
        following.trip.data = way.token
        return _name(key, following, course)
    try:
        return _linked(key, way, *outside.link(own_system(key), way, course))
    except Refused as refused:
        return login(str(refused), 409)


@bp.post("/name")
def name(key: str) -> Response:
    """The name of the account, for who has proved its phone."""
    form = LinkNameForm()
    way, course = _way(key, form.trip.data), codes.find(codes.LINK, form.course.data or "")
    if way is None or course is None or not course.proved or course.account_id is None:
        return _over(key)
    if not form.validate():
        return _name(key, form, course, 422)
    if wait := begin_try(own_limits().real_name(course.account_id, form.id_no.data)):
        form.form_errors.append(told(wait))
        return _name(key, form, course, TOO_MANY)
    try:
        found = outside.link(own_system(key), way, course, form.name.data, form.id_no.data)
        return _linked(key, way, *found)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _name(key, form, course, 422)


def _way(key: str, token: str | None) -> Way | None:
    """The way of somebody whom the other system has named."""
    way = trips.open_way(key, token)
    return way if way and way.person and not way.person.credit_code and way.account_id is None else None


def _over(key: str, status: int = 422) -> Response:
    return login(outside.OVER.format(own_system(key).name), status)


def _linked(key: str, way: Way, number: int, is_new: bool) -> Response:
    trips.end()
    citizen = account.load(reading(), number)
    if citizen is None:
        return _over(key, 409)
    if not is_new:
        return go_in(citizen, way.page, key)
    begin_session(citizen, key)
    note_way(citizen, records.REGISTER)
    return redirect(f"{here.root}/account/level?new=outside", 303)  # type: ignore[return-value]


def _phone(key: str, form: LinkPhoneForm, way: Way, status: int) -> Response:
    if form.captcha is None:
        form.ask_captcha()
    return phone_page(key, form, way, status)


def _code(key: str, form: LinkCodeForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return render_page("account/outside_code.html", status=status, form=form, course=course, key=key)


def _name(key: str, form: LinkNameForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return render_page("account/outside_name.html", status=status, form=form, key=key)
