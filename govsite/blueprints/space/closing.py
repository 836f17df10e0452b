"""Closing one's account (注销): what it means, then a code to the phone."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.blueprints.counter import courses
from govsite.domain.accounts import closing, codes
from govsite.domain.accounts.holdings import HOLDINGS
from govsite.domain.accounts.refused import Refused
from govsite.domain.tickets import door
from govsite.forms.accounts import CodeForm
from govsite.web import sessions
from govsite.web.citizen import current_citizen
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.staff import is_good

bp = Blueprint("close", __name__, url_prefix="/account/security/close")


@bp.route("", methods=["GET", "POST"])
def close() -> Response:
    """What closing means, then a code to the phone."""
    if request.method == "GET":
        return _page("close", CodeForm(formdata=None))
    if not sessions.has_valid_token():
        return _over()
    form = CodeForm(formdata=None)
    course = courses.begin_own(form, codes.CLOSE)
    return _page("close_code", CodeForm(formdata=None), course=course) if course else _page("close", form, 429)


@bp.post("/code")
def close_now() -> Response:
    """The code: the account is closed."""
    form, course = courses.own_of_form(codes.CLOSE)
    if course is None:
        return _over()
    if request.form.get("do") == courses.AGAIN:
        return _page("close_code", form, 200 if courses.send_again(form, course) else 429, course=course)
    if not is_good(form) or not courses.is_proved(form, course):
        return _page("close_code", form, 422, course=course)
    try:
        closing.close(current_citizen(), course)
    except Refused:
        return _over()
    sessions.end()
    sessions.end_other(door.KIND)
    return redirect(f"{here.root}/login?closed=1", 303)  # type: ignore[return-value]


def _over() -> Response:
    """From the beginning, since the course is over."""
    form = CodeForm(formdata=None)
    form.form_errors.append(courses.OVER)
    return _page("close", form, 422)


def _page(name: str, form: CodeForm, status: int = 200, *, course: codes.Course | None = None) -> Response:
    if course:
        courses.carry(form, course)
    stays = [(each.name, each.stays) for each in HOLDINGS if each.stays]
    return render_page(f"account/{name}.html", status=status, form=form, citizen=current_citizen(), stays=stays)
