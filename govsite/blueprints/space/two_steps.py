"""The second step of one's own sign-in (登录二次验证), switched on and off after a code by SMS."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.blueprints.counter import courses
from govsite.domain.accounts import codes, second_step
from govsite.domain.accounts.refused import Refused
from govsite.forms.accounts import CodeForm
from govsite.forms.base import Form
from govsite.web import sessions
from govsite.web.citizen import current_citizen
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import EXPIRED, is_good

bp = Blueprint("two_steps", __name__, url_prefix="/account/security/two-steps")


@bp.route("", methods=["GET", "POST"])
def two_steps() -> Response:
    """What it means and whether it is on; a code by SMS switches it."""
    form, citizen = CodeForm(formdata=None), current_citizen()
    if request.method == "GET":
        return _page("two_steps", form)
    if not sessions.has_valid_token():
        return _over(EXPIRED)
    if not citizen.two_steps and not (citizen.is_real and citizen.has_password):
        return _over(second_step.NOT_YET)
    course = courses.begin_own(form, codes.TWO_STEPS)
    return _page("two_steps_code", CodeForm(formdata=None), course=course) if course else _page("two_steps", form, 429)


@bp.post("/code")
def switch() -> Response:
    """The code: on where it was off, and off where it was on."""
    form, course = courses.own_of_form(codes.TWO_STEPS)
    if course is None:
        return _over(courses.OVER)
    if request.form.get("do") == courses.AGAIN:
        return _page("two_steps_code", form, 200 if courses.send_again(form, course) else 429, course=course)
    if not is_good(form) or not courses.is_proved(form, course):
        return _page("two_steps_code", form, 422, course=course)
    citizen = current_citizen()
    try:
        second_step.switch(citizen, course, not citizen.two_steps)
    except Refused as refused:
        return _over(str(refused))
    done = "steps_off" if citizen.two_steps else "steps_on"
    return redirect(f"{here.root}/account/security?done={done}", 303)  # type: ignore[return-value]


def _over(said: str) -> Response:
    """From the beginning, with what is wrong."""
    form = CodeForm(formdata=None)
    form.form_errors.append(said)
    return _page("two_steps", form, 422)


def _page(name: str, form: Form, status: int = 200, *, course: codes.Course | None = None) -> Response:
    if course:
        courses.carry(form, course)
    return render_page(f"account/{name}.html", status=status, form=form, citizen=current_citizen())
