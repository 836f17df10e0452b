"""Registration (注册): a natural or a legal person, the phone, then the code with a password."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, redirect, request

from govsite.blueprints.counter import courses
from govsite.database.session import reading
from govsite.database.trouble import KINDS
from govsite.domain.accounts import account, codes, records, registering
from govsite.domain.accounts.refused import Refused
from govsite.forms.accounts import PhoneForm, RegisterForm
from govsite.web.citizen import COMPANY_PAGE, begin_session, is_meant, note_way
from govsite.web.here import here
from govsite.web.levels import PAGE, wanted_page
from govsite.web.page import render_page
from govsite.web.staff import own_hasher

bp = Blueprint("register", __name__, url_prefix="/register")


@bp.get("")
def choose() -> Response:
    """A natural or a legal person (自然人、法人)."""
    return render_page("account/choose.html", following=wanted_page())


@bp.get("/person")
def blank() -> Response:
    """The first step."""
    return _start()


@bp.post("/person")
def send() -> Response:
    """Send a code to the phone, whoever's it is."""
    form = PhoneForm()
    try:
        if not form.validate():
            return _phone(form, 422 if form.errors else 200)
        if not form.passes_captcha():
            return _phone(form, 422)
        course = courses.begin(form, form.phone, codes.REGISTER)
    except KINDS as error:
        return courses.away(error, form, _phone)
    if course is None:
        form.ask_captcha()
        return _phone(form, 429)
    return _code(RegisterForm(formdata=None), course)


@bp.post("/finish")
def finish() -> Response:
    """The code, a password, the agreement: then there is an account, and its owner is signed in."""
    form = RegisterForm()
    course = codes.find(codes.REGISTER, form.course.data or "")
    if course is None:
        return _start(courses.OVER, 422)
    try:
        if request.form.get("do") == courses.AGAIN:
            return _code(form, course, 200 if courses.send_again(form, course) else 429)
        if not _is_right(form, course):
            return _code(form, course, 422)
        number = registering.register(own_hasher(), course, form.password.data)
        citizen = account.load(reading(), number)
    except Refused as refused:
        return _start(str(refused), 409)
    except KINDS as error:
        return courses.away(error, form, partial(_code, course=course))
    if citizen is not None:
        begin_session(citizen, records.REGISTER)
        note_way(citizen, records.REGISTER)
    return redirect(f"{here.root}{_next_page()}", 303)  # type: ignore[return-value]


def _next_page() -> str:
    """The page that led to the registration; else the levels, as where a firm's registration waits for a name."""
    page = wanted_page()
    return page if page and page != COMPANY_PAGE else f"{PAGE}?new=1"


def _is_right(form: RegisterForm, course: codes.Course) -> bool:
    """The code is tried last: a password that has to be changed uses up none of its tries."""
    good = form.validate()
    if form.password.data and (said := registering.password_fault(form.password.data, course.phone)):
        form.password.errors = [said]
        good = False
    return bool(good) and is_meant(form) and courses.is_proved(form, course)


def _start(said: str = "", status: int = 200) -> Response:
    form = PhoneForm(formdata=None)
    form.ask_captcha()
    return _phone(form, status, said)


def _phone(form: PhoneForm, status: int = 200, said: str = "") -> Response:
    if form.captcha is None:  # wanted of everybody
        form.ask_captcha()
    return render_page("account/register.html", status=status, form=form, said=said, following=wanted_page())


def _code(form: RegisterForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    form.next.data = page = wanted_page()
    return render_page("account/register_code.html", status=status, form=form, course=course, following=page)
