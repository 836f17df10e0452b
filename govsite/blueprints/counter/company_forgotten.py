"""Another password for a legal person that has forgotten its own, by the phone of who represents it, in three steps."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.blueprints.counter import courses
from govsite.domain.accounts import codes
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.domain.companies import signing_in
from govsite.forms.companies import CompanyCodeForm, CompanyForgottenForm, CompanyResetForm
from govsite.typed import Typed
from govsite.web.citizen import own_limits
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import own_hasher

bp = Blueprint("company_forgotten", __name__, url_prefix="/password/firm")


@bp.get("")
def blank() -> Response:
    """Whose password it is."""
    return _name(CompanyForgottenForm(formdata=None))


@bp.post("")
def send() -> Response:
    """Send a code to the representative's phone, if there is such a legal person."""
    form = CompanyForgottenForm()
    if not form.validate():
        return _name(form, 422 if form.errors else 200)
    if not form.passes_captcha():
        return _name(form, 422)
    code = form.credit_code.data
    course = courses.begin_company(form, form.credit_code)
    if course is None:
        form.ask_captcha()
        return _name(form, 429)
    return _code(CompanyCodeForm(formdata=None), course, code)


@bp.post("/code")
def prove() -> Response:
    """The code; then the new password is asked for."""
    form = CompanyCodeForm()
    course, code = codes.find(codes.COMPANY, form.course.data or ""), _typed(form.credit_code.data)
    if course is None:
        return _name(CompanyForgottenForm(formdata=None), 422, courses.OVER)
    if request.form.get("do") == courses.AGAIN:
        return _code(form, course, code, 200 if courses.send_again(form, course) else 429)
    if not form.validate() or not courses.is_proved(form, course):
        return _code(form, course, code, 422)
    return _new(CompanyResetForm(formdata=None), course, code)


@bp.post("/new")
def choose() -> Response:
    """The new password, and who represents the legal person: numbers of phones get new owners."""
    course = codes.find(codes.COMPANY, request.form.get("course", ""))
    if course is None or not course.proved:
        return _name(CompanyForgottenForm(formdata=None), 422, courses.OVER)
    form = CompanyResetForm()
    code = _typed(form.credit_code.data)
    if not form.validate():
        return _new(form, course, code, 422)
    if wait := begin_try(own_limits().real_name(course.account_id or 0, form.id_no.data)):
        form.form_errors.append(told(wait))
        return _new(form, course, code, 429)
    try:
        signing_in.reset(own_hasher(), course, code, form.new.data, form.name.data, form.id_no.data)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _new(form, course, code, 422)
    return redirect(f"{here.root}/login/firm?changed=1", 303)  # type: ignore[return-value]


def _typed(text: str | None) -> str:
    return Typed((text or "")[:18])


def _name(form: CompanyForgottenForm, status: int = 200, said: str = "") -> Response:
    if form.captcha is None:
        form.ask_captcha()
    return render_page("companies/forgotten.html", status=status, form=form, said=said)


def _code(form: CompanyCodeForm, course: codes.Course, code: str, status: int = 200) -> Response:
    courses.carry(form, course)
    form.credit_code.data = code
    return render_page("companies/forgotten_code.html", status=status, form=form)


def _new(form: CompanyResetForm, course: codes.Course, code: str, status: int = 200) -> Response:
    courses.carry(form, course)
    form.credit_code.data = code
    return render_page("companies/forgotten_new.html", status=status, form=form)
