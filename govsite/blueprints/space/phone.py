"""Another phone (换绑手机号): first a code to the one that there is, then one to the new one."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.blueprints.counter import courses
from govsite.domain.accounts import codes, passwords, phones
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told, was_right
from govsite.forms.accounts import CodeForm, PhoneForm
from govsite.forms.base import Form
from govsite.forms.ways_in import AgainForm
from govsite.web import sessions
from govsite.web.citizen import current_citizen, own_limits, renew_session
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import is_good, own_hasher, session_number

bp = Blueprint("phone", __name__, url_prefix="/account/security/phone")


@bp.route("", methods=["GET", "POST"])
def phone() -> Response:
    """First a code to the phone that there is, then one to the new phone."""
    if request.method == "GET":
        return _page("phone_start", CodeForm(formdata=None) if current_citizen().phone else AgainForm(formdata=None))
    if not sessions.has_valid_token():
        return _over()
    if not current_citizen().phone:
        return _without_phone()
    form = CodeForm(formdata=None)
    course = courses.begin_own(form, codes.OLD_PHONE)
    return _page("phone_old", CodeForm(formdata=None), course=course) if course else _page("phone_start", form, 429)


@bp.post("/old")
def old_phone() -> Response:
    """The code that came to the phone that there is."""
    form, course = courses.own_of_form(codes.OLD_PHONE)
    if course is None:
        return _over()
    if request.form.get("do") == courses.AGAIN:
        return _page("phone_old", form, 200 if courses.send_again(form, course) else 429, course=course)
    if not is_good(form) or not courses.is_proved(form, course):
        return _page("phone_old", form, 422, course=course)
    return _page("phone_new", PhoneForm(formdata=None), old=course.token)


@bp.post("/new")
def new_phone() -> Response:
    """The new phone, to which a code goes."""
    old, form = courses.own_proved(codes.OLD_PHONE, request.form.get("old", "")), PhoneForm()
    if old is None:
        return _over()
    if not is_good(form):
        return _page("phone_new", form, 422 if form.errors else 200, old=old.token)
    course = courses.begin(form, form.phone, codes.NEW_PHONE)
    if course is None:
        return _page("phone_new", form, 429, old=old.token)
    return _page("phone_code", CodeForm(formdata=None), old=old.token, course=course)


@bp.post("/code")
def change_phone() -> Response:
    """The code that came to the new phone."""
    citizen, old, form = current_citizen(), courses.own_proved(codes.OLD_PHONE, request.form.get("old", "")), CodeForm()
    course = codes.find(codes.NEW_PHONE, form.course.data or "")
    if old is None or course is None:
        return _over()
    if request.form.get("do") == courses.AGAIN:
        status = 200 if courses.send_again(form, course) else 429
        return _page("phone_code", form, status, course=course, old=old.token)
    if not is_good(form) or not courses.is_proved(form, course):
        return _page("phone_code", form, 422, course=course, old=old.token)
    try:
        phones.change(citizen, old, course, session_number())
    except Refused:
        return _over()
    renew_session(citizen)
    return redirect(f"{here.root}/account/security?done=phone", 303)  # type: ignore[return-value]


def _without_phone() -> Response:
    """The password in the place of a code, for who has lost the phone to another owner."""
    citizen, form = current_citizen(), AgainForm()
    if not is_good(form):
        return _page("phone_start", form, 422)
    tries = own_limits().password(citizen.who)
    if wait := begin_try(tries):
        form.form_errors.append(told(wait))
        return _page("phone_start", form, 429)
    if not passwords.confirm(own_hasher(), citizen, form.password.data or ""):
        form.password.errors = [passwords.NOT_OWN]
        return _page("phone_start", form, 422)
    was_right(tries)
    return _page("phone_new", PhoneForm(formdata=None), old=codes.begin_proved(codes.OLD_PHONE, citizen.id))


def _over() -> Response:
    """From the beginning, since the course is over."""
    form = CodeForm(formdata=None) if current_citizen().phone else AgainForm(formdata=None)
    form.form_errors.append(courses.OVER)
    return _page("phone_start", form, 422)


def _page(name: str, form: Form, status: int = 200, *, course: codes.Course | None = None, old: str = "") -> Response:
    if course:
        courses.carry(form, course)
    return render_page(f"account/{name}.html", status=status, form=form, citizen=current_citizen(), old=old)
