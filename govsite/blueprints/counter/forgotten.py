"""Another password for who has forgotten theirs (忘记密码), in three steps."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.blueprints.counter import courses
from govsite.database.trouble import KINDS
from govsite.domain.accounts import codes, passwords, registering
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.tries import begin_try, told
from govsite.forms.accounts import CodeForm, ForgottenForm, ResetForm
from govsite.web.citizen import own_limits
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import own_hasher

bp = Blueprint("forgotten", __name__, url_prefix="/password")


@bp.get("")
def blank() -> Response:
    """Whose password it is."""
    return _name(ForgottenForm(formdata=None))


@bp.post("")
def send() -> Response:
    """Send a code to the phone of the account, if there is one."""
    form = ForgottenForm()
    if not form.validate():
        return _name(form, 422 if form.errors else 200)
    try:
        if not form.passes_captcha():
            return _name(form, 422)
        course = courses.begin(form, form.name, codes.PASSWORD)
    except KINDS as error:
        return courses.away(error, form, _name)
    if course is None:
        form.ask_captcha()
        return _name(form, 429)
    return _code(CodeForm(formdata=None), course)


@bp.post("/code")
def prove() -> Response:
    """The code; then the new password is asked for."""
    form = CodeForm()
    course = codes.find(codes.PASSWORD, form.course.data or "")
    if course is None:
        return _name(ForgottenForm(formdata=None), 422, courses.OVER)
    if request.form.get("do") == courses.AGAIN:
        return _code(form, course, 200 if courses.send_again(form, course) else 429)
    if not form.validate() or not courses.is_proved(form, course):
        return _code(form, course, 422)
    return _new(ResetForm(formdata=None, named=passwords.asks_name(course)), course)


@bp.post("/new")
def choose() -> Response:
    """The new password, and the name of who has a real one."""
    course = codes.find(codes.PASSWORD, request.form.get("course", ""))
    if course is None or not course.proved:
        return _name(ForgottenForm(formdata=None), 422, courses.OVER)
    form = ResetForm(named=passwords.asks_name(course))
    if not form.validate():
        return _new(form, course, 422)
    if said := registering.password_fault(form.new.data, course.phone):  # before a check of the name is used up
        form.new.errors = [said]
        return _new(form, course, 422)
    name, id_no = (form.name.data, form.id_no.data) if form.named else ("", "")
    if form.named and (wait := begin_try(own_limits().real_name(course.account_id or 0, id_no))):
        form.form_errors.append(told(wait))
        return _new(form, course, 429)
    try:
        passwords.reset(own_hasher(), course, form.new.data, name, id_no)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _new(form, course, 422)
    return redirect(f"{here.root}/login?changed=1", 303)  # type: ignore[return-value]


def _name(form: ForgottenForm, status: int = 200, said: str = "") -> Response:
    if form.captcha is None:
        form.ask_captcha()
    return render_page("account/forgotten.html", status=status, form=form, said=said)


def _code(form: CodeForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return render_page("account/forgotten_code.html", status=status, form=form)


def _new(form: ResetForm, course: codes.Course, status: int = 200) -> Response:
    courses.carry(form, course)
    return render_page("account/forgotten_new.html", status=status, form=form)
