"""Who came by Alipay for the first time (关联注册): a phone, its code; then an account is bound or made."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.blueprints.counter import courses
from govsite.blueprints.counter.login_page import back_to_login
from govsite.database.session import reading
from govsite.domain.accounts import account, alipay, codes, passwords, records
from govsite.domain.accounts.refused import Refused
from govsite.domain.accounts.trips import Way
from govsite.domain.common.tries import begin_try, told
from govsite.forms.alipay import LinkCodeForm, LinkNameForm, LinkPhoneForm
from govsite.web import trips
from govsite.web.citizen import begin_session, go_in, note_way, own_limits
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("alipay_link", __name__, url_prefix="/login/alipay")
TOO_MANY = 429


@bp.post("/phone")
def phone() -> Response:
    """Send a code to the phone, whether it has an account or not."""
    form = LinkPhoneForm()
    if _way(form.trip.data) is None:
        return back_to_login(alipay.OVER, 422)
    if not form.validate():
        return _phone(form, 422 if form.errors else 200)
    if not form.passes_captcha():
        return _phone(form, 422)
    course = courses.begin(form, form.phone, codes.LINK)
    if course is None:
        form.ask_captcha()
        return _phone(form, TOO_MANY)
    following = LinkCodeForm(formdata=None)
    following.trip.data = form.trip.data
    return _code(following, course)


@bp.post("/code")
def code() -> Response:
    """The code and the agreement; who has a real name is asked for it, too."""
    form = LinkCodeForm()
    way, course = _way(form.trip.data), codes.find(codes.LINK, form.course.data or "")
    if way is None or course is None:
        return back_to_login(alipay.OVER, 422)
    if request.form.get("do") == courses.AGAIN:
        return _code(form, course, 200 if courses.send_again(form, course) else TOO_MANY)
    if not form.validate() or not courses.is_proved(form, course):
        return _code(form, course, 422)
    if course.account_id and passwords.asks_name(course):
        following = LinkNameForm(formdata=None)
        following.trip.data = way.token
        return _name(following, course)
    try:
        return _linked(way, *alipay.link(way, course))
    except Refused as refused:
        return back_to_login(str(refused), 409)


@bp.post("/name")
def name() -> Response:
    """The name of the account, for who has proved its phone."""
    form = LinkNameForm()
    way, course = _way(form.trip.data), codes.find(codes.LINK, form.course.data or "")
    if way is None or course is None or not course.proved or course.account_id is None:
        return back_to_login(alipay.OVER, 422)
    if not form.validate():
        return _name(form, course, 422)
    if wait := begin_try(own_limits().real_name(course.account_id, form.id_no.data)):
        form.form_errors.append(told(wait))
        return _name(form, course, TOO_MANY)
    try:
        return _linked(way, *alipay.link(way, course, form.name.data, form.id_no.data))
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _name(form, course, 422)


def _way(token: str | None) -> Way | None:
    """The way of somebody whom Alipay has named."""
    trips.own_alipay()
    way = trips.open_way(token or "")
    return way if way and way.subject and way.account_id is None else None


def _linked(way: Way, number: int, is_new: bool) -> Response:
    trips.end()
    citizen = account.load(reading(), number)
    if citizen is None:
        return back_to_login(alipay.OVER, 409)
    if not is_new:
        return go_in(citizen, way.page, records.ALIPAY)
    begin_session(citizen)
    note_way(citizen, records.REGISTER)
    return redirect(f"{here.root}/account/level?new=alipay", 303)  # type: ignore[return-value]


def _phone(form: LinkPhoneForm, status: int) -> Response:
    if form.captcha is None:
        form.ask_captcha()
    return render_page("account/alipay_phone.html", status=status, form=form)


def _code(form: LinkCodeForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return render_page("account/alipay_code.html", status=status, form=form, course=course)


def _name(form: LinkNameForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return render_page("account/alipay_name.html", status=status, form=form)
